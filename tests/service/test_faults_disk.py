"""What becomes of people where the disk is full, with a file system of 64 KiB that the service alone sees."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signpost.client import RefusedError
from tests.service.faults import Person, Service, is_told_that_a_part_is_down

MOUNTED = 'mount -t tmpfs -o size=64k,mode=700 none "$0" && exec "$@"'
# Far more than fit.
MOST = 200


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service whose store is on that file system. Whoever is not root is root in a name space of their own."""
    store = tmp_path / "service" / "store"
    store.mkdir(parents=True, mode=0o700)
    inside = ["unshare", "-m" if os.getuid() == 0 else "-rm", "sh", "-c", MOUNTED, str(store)]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    service = Service(tmp_path / "service", [*inside, str(Path(sys.executable).with_name("signpost")), "serve"])
    service.start()
    yield service
    service.stop()


def test_a_full_disk_refuses_new_conversations_and_loses_none(service: Service) -> None:
    """Who comes too late is told, `health` names the store, Exit still erases, and then there is room again."""
    first, others = Person(service), []

    def fill() -> None:
        for _ in range(MOST):
            others.append(Person(service))

    is_told_that_a_part_is_down(fill)
    assert others, "nobody fitted, so this would prove nothing"
    assert service.health() == (503, ["store"])
    for person in others:
        person.forget()
    assert service.health() == (200, [])
    first.goes_on()
    Person(service).goes_on()
    with pytest.raises(RefusedError, match="no_such_session"):
        others[0].press()
