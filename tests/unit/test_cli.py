"""The command line, run as other people's scripts run it: check, assess, explain, doctor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SIGNPOST = Path(sys.executable).with_name("signpost")
TINY = Path(__file__).parents[1] / "fixtures" / "kb"


def run(*arguments: str | Path, lines: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run one command to its end, with bytes on its standard input."""
    environment = {**os.environ, **more}
    return subprocess.run(
        [SIGNPOST, *arguments], input=lines, capture_output=True, env=environment, timeout=60, check=False
    )


def assess(*lines: Any, today: str = "2026-11-21", kb: Path = TINY) -> tuple[int, list[dict[str, Any]], str]:
    """Run `assess` on some lines; give its exit status, its answers and what it wrote to standard error."""
    raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    done = run("assess", "--kb", kb, "--today", today, lines=raw)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_assess_writes_what_the_contract_says() -> None:
    """Each part of an answer has the fields that other people's tools rely on."""
    facts = {"force": "north", "conduct": ["theft", "shouting"], "ground": ["age"], "danger": "yes"}
    status, (answer,), errors = assess({"id": "a1", "facts": facts})

    assert (status, errors) == (0, "")
    assert list(answer) == ["id", "ask", "findings", "routes", "duties", "notices", "unknown"]
    assert answer["id"] == "a1"
    assert answer["ask"] == "purpose"
    assert {"concept", "status", "reasons"} <= answer["findings"][0].keys()
    assert {"text", "met", "citations"} <= answer["findings"][0]["reasons"][0].keys()
    assert {"route", "rank", "title", "why", "contacts", "who_will_know", "citations"} <= answer["routes"][0].keys()
    assert {"name", "kind", "value", "hours", "checked"} <= answer["routes"][0]["contacts"][0].keys()
    assert {"duty", "text", "citations"} <= answer["duties"][0].keys()
    assert {"notice", "text", "citations"} <= answer["notices"][0].keys()
    assert answer["routes"][0]["citations"] == [{"policy": "law:example-act", "paragraph": "s.1"}]
    assert [route["rank"] for route in answer["routes"]] == [1, 2, 3]


def test_assess_answers_every_line_in_order_whatever_stands_between() -> None:
    """A bad line gives an error under its own id, the others still run, and the exit status is 1."""
    status, answers, errors = assess(
        {"id": 1, "facts": {}},
        b"this is not JSON\n",
        {"id": "two", "facts": {"forse": "north"}},
        {"id": "three", "facts": {"force": "east"}},
        {"id": "four", "facts": {"force": ["north", "south"]}},
        {"id": "five"},
        {"id": "six", "facts": None},
        {"id": "seven", "facts": ["force"]},
        ["eight"],
        b"\xff\xfe\n",
        b'{"id": "ten", "facts": {}, "more": ' + b"9" * 5000 + b"}\n",
        b"[" * 100_000 + b"\n",
        {"id": "twelve", "facts": {"force": "\ud800"}},
        {"id": "\ud83d", "facts": {}},
        {"id": {"any": ["thing"]}, "facts": {"force": "north"}},
        b'{"id": "last", "facts": {"force": "south"}}',
    )

    ids = [answer["id"] for answer in answers]
    good = [i for i, answer in enumerate(answers) if "error" not in answer]
    assert status == 1
    assert errors == ""
    assert ids == [
        *(1, None, "two", "three", "four", "five", "six", "seven", None, None, None, None, "twelve", "\ud83d"),
        *({"any": ["thing"]}, "last"),
    ]
    assert good == [0, 13, 14, 15]
    assert all(set(answer) == {"id", "error"} for i, answer in enumerate(answers) if i not in good)


def test_assess_says_what_is_wrong_in_a_line() -> None:
    """The error names the thing: the fact, what was found, what was expected."""
    _, answers, _ = assess(
        b"{\n",
        {"id": 1, "facts": {"forse": "north"}},
        {"id": 2, "facts": {"force": "east"}},
        {"id": 3},
        {"id": 4, "facts": {"conduct": ["theft", "unsure"]}},
    )

    assert [answer["error"][:60] for answer in answers] == [
        "not JSON: Expecting property name enclosed in double quotes:"[:60],
        "forse: no such fact, expected one of: purpose, danger, force"[:60],
        "force: found east, expected one of: north, south, unsure, declined"[:60],
        'found no facts, expected a line such as {"id": "1", "facts": '[:60],
        "conduct: found theft, unsure, expected unsure or declined to"[:60],
    ]


def test_assess_gives_an_id_back_as_it_came() -> None:
    """Letters outside ASCII, numbers, null and a missing id come back, and every line is JSON of its own."""
    status, answers, _ = assess(
        {"id": "Dyfed–Powys ŵ", "facts": {}}, {"id": 7.5, "facts": {}}, {"id": None, "facts": {}}, {"facts": {}}
    )

    assert status == 0
    assert [answer["id"] for answer in answers] == ["Dyfed–Powys ŵ", 7.5, None, None]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_assess_does_not_depend_on_the_terminal(encoding: str) -> None:
    """On a terminal set to another encoding, letters outside it neither end the run nor are lost."""
    line = json.dumps({"id": "ŵ ’", "facts": {}}, ensure_ascii=False).encode() + b"\n"
    done = run("assess", "--kb", TINY, lines=line, PYTHONIOENCODING=encoding)

    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "ŵ ’"


def test_assess_goes_by_the_day_it_is_given() -> None:
    """The same facts carry a warning on one day and none on another."""
    line = {"id": 1, "facts": {"force": "north", "conduct": ["shouting"], "ground": ["age"]}}
    before = assess(line, today="2026-03-31")[1][0]["notices"]
    after = assess(line, today="2026-04-01")[1][0]["notices"]

    assert [notice["notice"] for notice in before] == ["who_hears", "not_a_report"]
    assert [notice["notice"] for notice in after] == ["who_hears", "not_a_report", "overdue_policy"]


def test_assess_asks_nothing_more_once_nothing_can_change() -> None:
    """`ask` is the next question, and null at the end."""
    told = {"purpose": "something_happened", "danger": "no"}
    _, answers, _ = assess(
        {"id": 1, "facts": {}},
        {"id": 2, "facts": told},
        {"id": 3, "facts": {**told, "force": "south", "conduct": ["theft"]}},
    )

    assert [answer["ask"] for answer in answers] == ["purpose", "conduct", None]


def test_nothing_in_gives_nothing_out() -> None:
    """No lines, and empty lines, are no mistake."""
    assert assess() == (0, [], "")
    assert assess(b"\n", b"  \r\n") == (0, [], "")


def test_lines_are_answered_as_they_come() -> None:
    """A script may write one line, read its answer, and write the next."""
    command = [SIGNPOST, "assess", "--kb", TINY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for name in ("one", "two"):
            process.stdin.write(json.dumps({"id": name, "facts": {}}).encode() + b"\n")
            process.stdin.flush()

            assert json.loads(process.stdout.readline())["id"] == name


def test_assess_needs_no_rasa_no_spacy_and_no_tensorflow() -> None:
    """Rules can be run and reviewed on a machine that has none of them; this keeps the start short as well."""
    code = (
        "import io, sys; from signpost.cli import main\n"
        'sys.stdin = io.TextIOWrapper(io.BytesIO(b\'{"id": 1, "facts": {}}\'))\n'
        "status = main(['assess'])\n"
        "print(status, [n for n in ('rasa', 'rasa_sdk', 'spacy', 'tensorflow', 'sklearn') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)

    assert done.stdout.splitlines()[-1] == b"0 []"


def test_assess_starts_in_half_a_second() -> None:
    """On the real knowledge base, from a warm cache; processor time, because other tests may run beside this one."""
    line = b'{"id": 1, "facts": {"force": "kent"}}\n'
    run("assess", lines=line)
    took = []
    for _ in range(3):
        before = os.times()
        run("assess", lines=line)
        after = os.times()
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)

    assert min(took) < 0.5


def test_check_of_a_sound_knowledge_base_says_only_what_is_overdue() -> None:
    """A review that is past is a warning and no failure."""
    done = run("check", "--kb", TINY, "--today", "2026-06-01")

    assert done.returncode == 0
    assert done.stdout.decode() == (
        "J1: review_due: warning: was due by 2026-03-31 (stated), expected a review before 2026-06-01\n"
    )
    assert run("check", "--kb", TINY, "--today", "2026-03-31").stdout == b""


def test_check_lists_every_problem_and_fails(tiny_folder: Path) -> None:
    """A line each, as `file: key: what was found, what was expected`, and the exit status is 1."""
    for path, old, new in (
        ("national/routes/report_it.yml", "contacts: [line]", "contacts: [lin]"),
        ("national/duties/tell_someone.yml", "concept: wrongdoing", "concept: wrong"),
    ):
        file = tiny_folder / path
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    done = run("check", "--kb", tiny_folder)

    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        "national/duties/tell_someone.yml: when.concept: found 'wrong', expected one of: harassment, wrongdoing",
        "national/routes/report_it.yml: contacts.0: found 'lin', expected one of: line, text_line",
    ]
    assert done.stderr == b""


@pytest.mark.parametrize("command", [("assess",), ("explain", "harassment")])
def test_a_broken_knowledge_base_stops_a_command_before_it_writes(command: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing half done on standard output; the problem and what to do stand on standard error."""
    done = run(*command, "--kb", tmp_path, lines=b'{"id": 1, "facts": {}}\n')

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"vocabulary.yml: found no such file" in done.stderr
    assert b"signpost check" in done.stderr
    assert b"Traceback" not in done.stderr


def test_explain_prints_a_page() -> None:
    """A paragraph can be read where its policy is named."""
    done = run("explain", "J1:2.10", "--kb", TINY)

    assert done.returncode == 0
    assert b"It may be passed on." in done.stdout


def test_explain_of_an_unknown_name_lists_what_there_is() -> None:
    """The error goes to standard error, and nothing else is written."""
    done = run("explain", "nothing", "--kb", TINY)

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"nothing: nothing of that name. Concepts: harassment, wrongdoing" in done.stderr


def test_a_day_that_is_none_is_refused() -> None:
    """The message names what was given and what is expected."""
    done = run("check", "--today", "21.11.2026")

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"'21.11.2026' is no day; expected YYYY-MM-DD" in done.stderr


def test_the_real_knowledge_base_has_no_problems() -> None:
    """What is shipped passes its own check; only warnings are written."""
    done = run("check", "--today", "2026-11-21")

    assert done.returncode == 0
    assert all(b": review_due: warning: " in line for line in done.stdout.splitlines())


def test_doctor_says_what_is_there_and_what_is_missing() -> None:
    """Each line is marked, and the exit status says whether the service could start."""
    done = run("doctor")
    lines = done.stdout.decode().splitlines()

    assert all(line.startswith(("ok       ", "MISSING  ")) for line in lines)
    assert done.returncode == any(line.startswith("MISSING") for line in lines)
    assert any("Kent Police" in line for line in lines)
