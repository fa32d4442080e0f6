"""The documentation names what a reader may look for, its links lead somewhere, and no file gives this machine away."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scripts.ids_page import page
from signpost import cli
from signpost.model import KnowledgeBase

PROJECT = Path(__file__).parents[1]
INTERFACES = PROJECT / "docs" / "reference" / "interfaces.md"
IDS = PROJECT / "docs" / "reference" / "ids.md"
INVARIANTS = PROJECT / "docs" / "reference" / "invariants.md"
PAGES = sorted([PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").rglob("*.md")])
# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = (
    "py" + "pi.org",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "/" + "work/",
    "../" + "shared",
)
BEFORE_A_PATH = r"(?<![\w.])"
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def named(name: str, page: Path) -> bool:
    """Say whether a page has the name between backticks, alone or at the head of a longer piece of code."""
    return re.search(rf"`{re.escape(name)}[`\s]", page.read_text("utf-8")) is not None


def help_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Give what the command line says of itself."""
    with pytest.raises(SystemExit):
        cli.main([*words, "--help"])
    return capsys.readouterr().out


def tracked() -> Iterator[Path]:
    """Yield every file that is, or would be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout.decode("utf-8")
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            yield PROJECT / name


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ +(.+)$", CODE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_command_and_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever `signpost --help` knows stands in the interfaces."""
    page = INTERFACES.read_text("utf-8")
    commands = re.findall(r"^ {4}(\w+) ", help_of(capsys), re.MULTILINE)
    options = {option for command in commands for option in re.findall(r"--[a-z-]+", help_of(capsys, command))}
    missing = [f"signpost {command}" for command in commands if f"`signpost {command}" not in page]
    missing += [option for option in sorted(options) if option not in page]

    assert {"check", "assess", "explain", "doctor"} <= set(commands)
    assert missing == []


def test_every_make_target_is_documented() -> None:
    """Whatever the Makefile offers stands in the interfaces."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))

    assert {"install", "train", "serve", "test", "check", "talk", "lock", "transcripts", "clean"} <= targets
    assert [target for target in sorted(targets) if not named(f"make {target}", INTERFACES)] == []


def test_every_fact_and_value_is_documented(real_kb: KnowledgeBase) -> None:
    """The vocabulary of the interfaces is that of the knowledge base."""
    wanted = {name for fact in real_kb.vocabulary for name in (fact.id, *(fact.values if fact.id != "force" else ()))}

    assert [name for name in sorted(wanted) if not named(name, INTERFACES)] == []


def test_every_concept_and_route_stands_in_the_interfaces(real_kb: KnowledgeBase) -> None:
    """Other people's tools rely on these ids, so they are listed where the promise is made."""
    books = real_kb.rulebooks.values()
    wanted = {entry.id for book in books for entry in (*book.concepts, *book.routes)}

    assert [name for name in sorted(wanted) if not named(name, INTERFACES)] == []


def test_the_page_of_ids_is_up_to_date(real_kb: KnowledgeBase) -> None:
    """Every force, definition, route, duty, notice, policy and situation stands in the list that `make ids` writes."""
    assert IDS.read_text("utf-8") == page(real_kb), "run make ids"


def test_every_error_code_is_documented() -> None:
    """Each code that the channel answers with stands in the interfaces."""
    codes = YAML(typ="safe").load(PROJECT / "policies_kb" / "channel.yml")

    assert [code for code in codes if not named(code, INTERFACES)] == []


def test_every_test_that_the_invariants_name_is_there() -> None:
    """The table of invariants promises no test that does not exist."""
    source = "".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    promised = set(re.findall(r"`(test_\w+)`", INVARIANTS.read_text("utf-8"))) - {"test_"}

    assert len(promised) > 20
    assert [name for name in sorted(promised) if f"def {name}(" not in source] == []


@pytest.mark.parametrize("page", ["privacy", "threat-model", "dpia", "reference/dependencies"])
def test_every_test_that_a_promise_names_is_there(page: str) -> None:
    """What these pages promise people, they say by which test it is shown."""
    source = "".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    promised = set(re.findall(r"`(test_\w+)`", (PROJECT / "docs" / f"{page}.md").read_text("utf-8")))

    assert promised
    assert [name for name in sorted(promised) if f"def {name}(" not in source] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """A link within the repository names a file that exists, and a heading that it has."""
    broken = []
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)

    assert broken == []


def test_every_page_is_in_the_index() -> None:
    """A page that nobody can find might as well not be there."""
    index = PROJECT / "docs" / "README.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(index.read_text("utf-8"))}
    pages = {page for page in PAGES if page.is_relative_to(PROJECT / "docs") and "examples" not in page.parts}

    assert sorted(str(page.relative_to(PROJECT)) for page in pages - linked - {index}) == []


def test_no_file_names_a_registry_or_this_machine() -> None:
    """Every installation chooses its own registry, and no path of a developer's machine is left behind."""
    patterns = {mark: re.compile((BEFORE_A_PATH if mark[0] == "/" else "") + re.escape(mark)) for mark in FORBIDDEN}
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{path.relative_to(PROJECT)}: {mark}" for mark, pattern in patterns.items() if pattern.search(text)]

    assert found == []
