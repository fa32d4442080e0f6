"""The proof against services of our own: opened, forgotten, left idle, stopped, killed, crashed, talkative, broken."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.prove_broken import PARTS
from scripts.prove_client import Client
from scripts.prove_record import Place, Proof
from scripts.prove_service import IDLE_MINUTES, TALKATIVE, Service
from scripts.prove_turns import Person, everything
from signpost.kb import PROJECT

# Where a program may write besides its own folders.
SHARED = ("/tmp", "/var/tmp", "/dev/shm", "/var/log")
SWEEP_SECONDS = 60
DOWN = "503"


def prove(proof: Proof, folder: Path) -> None:
    """Take three services through everything and note what was found."""
    proof.places += [
        Place(folder, "its folder"),
        Place(PROJECT, "the checkout", whole=False),
        *(Place(Path(shared), shared, whole=False, but=folder) for shared in SHARED),
    ]
    services = [Service(folder / name) for name in ("usual", "talkative", "broken")]
    _usual(proof, services[0])
    _talkative(proof, services[1])
    _broken(proof, services[2])
    proof.search("at the end, all that changed since the start", since=proof.began)
    _network(proof, services)


def _usual(proof: Proof, service: Service) -> None:
    with _running(proof, service) as client:
        people = everything(client, proof.words)
        if people[1].questions < 5:
            proof.failures.append(f"somebody was asked {people[1].questions} questions, expected at least 5")
        proof.open = [person.session for person in people]
        _search(proof, "conversations open", service)
        _fail_from_outside(service, client, proof)
        _search(proof, "after parts failed", service)
        for person in people:
            person.forget()
        proof.close()
        _empty(proof, service, "after forget")
        _search(proof, "after forget", service)
        idle = Person(client, proof.words)
        idle.open()
        idle.account()
        _await_sweep(proof, service)
        proof.ended.append(idle.session)
        _search(proof, "after the sweep of idle conversations", service)
        _talk(proof, client)
    proof.close()
    _empty(proof, service, "after stop")
    _search(proof, "after stop", service)
    for how in (signal.SIGKILL, signal.SIGABRT):
        with _running(proof, service, how) as client:
            _talk(proof, client)
        # A conversation that is cut off stays in the store, without words, until the next start.
        _search(proof, f"after {how.name}, in the middle of a conversation", service)
        proof.close()
    with _running(proof, service):
        _empty(proof, service, "after a start that follows a crash")
        _search(proof, "after the next start", service)


def _talkative(proof: Proof, service: Service) -> None:
    with _running(proof, service, environment=TALKATIVE) as client:
        for person in everything(client, proof.words):
            proof.ended.append(person.session)
        _fail_from_outside(service, client, proof)
    _search(proof, "every log at its loudest, then stop", service)


def _broken(proof: Proof, service: Service) -> None:
    program = [sys.executable, "-m", "scripts.prove_broken"]
    with _running(proof, service, program=program, environment={"PYTHONPATH": str(PROJECT)}) as client:
        for part in PARTS:
            person = Person(client, proof.words)
            person.open()
            failing = part in ("reader", "policy", "action", "tracker", "locks")
            said = f"My sergeant shouted at me, break {part}, {person.words}"
            person.say(f"a turn in which this fails and quotes it: {part}", said, DOWN if failing else "200")
            proof.ended.append(person.session)
    _search(proof, "parts that fail and quote the message, then stop", service)


def _fail_from_outside(service: Service, client: Client, proof: Proof) -> None:
    person = Person(client, proof.words)
    person.open()
    text = f"My sergeant shouted at me, {person.words}"
    for turn, failing, expected in (
        ("store refusing writes", service.refusing_writes, DOWN),
        ("store without its table", service.without_table, DOWN),
        ("store locked", service.locked, DOWN),
        # A file that is closed in between makes room for the store, so that turn may succeed.
        ("service allowed to open no file", service.without_files, f"200 {DOWN}"),
    ):
        with failing():
            person.say(f"a turn with the {turn}", text, expected)
    service.spoil(person.session)
    person.say("a turn in which an action fails", text, DOWN)
    proof.ended.append(person.session)
    person.forget()


def _talk(proof: Proof, client: Client) -> None:
    """Leave a conversation in the middle, which whatever comes next ends."""
    person = Person(client, proof.words)
    person.open("kent")
    person.say("an account", f"My inspector touched me, {person.words}")
    person.leave()
    proof.open.append(person.session)


@contextmanager
def _running(
    proof: Proof,
    service: Service,
    how: signal.Signals = signal.SIGTERM,
    program: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Client]:
    try:
        yield proof.client(service.start(program, **environment or {}))
    finally:
        service.end(how)


def _search(proof: Proof, stage: str, service: Service) -> None:
    proof.search(stage, service.opened_files())


def _await_sweep(proof: Proof, service: Service) -> None:
    until = time.monotonic() + IDLE_MINUTES * 60 + 2 * SWEEP_SECONDS
    while service.rows() and time.monotonic() < until:
        time.sleep(2)
    _empty(proof, service, "after the sweep")


def _empty(proof: Proof, service: Service, when: str) -> None:
    if rows := service.rows():
        proof.failures.append(f"{rows} conversations are in the store {when}, expected none")


def _network(proof: Proof, services: Sequence[Service]) -> None:
    counts = [count for service in services if (count := service.outward())]
    if not counts:
        proof.notes.append("Outward calls were not counted: strace is not installed here.")
        return
    written = set().union(*(service.written() for service in services))
    if not written:
        proof.failures.append("strace saw it open no file, so it may not have seen it call anybody either")
    turned = sum(number for number, _ in counts)
    outside = {line for _, lines in counts for line in lines}
    proof.notes.append(f"Outward calls: {len(outside)}. Calls to an internet address of this machine: {turned}.")
    proof.notes.append(f"The same record, of all its system calls, names {len(written)} files opened for writing.")
    proof.failures += [f"it turned to {line}" for line in sorted(outside)]
