"""The audit takes nothing for clean that was not looked at, and passes only what was judged."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from scripts import audit, sbom
from scripts.audit import Finding, Judgement, UnansweredError
from signpost.kb import PROJECT

PAGE = PROJECT / "docs" / "reference" / "dependencies.md"
JUDGEMENTS = {"not reached", "shielded", "development only", "disputed"}
KNOWN = Judgement("alpha", "1", frozenset({"CVE-1", "CVE-2"}), "not reached", "why", date(2026, 1, 1), date(2026, 4, 1))


def python_answer(*more: dict[str, Any]) -> dict[str, Any]:
    """Give what pip-audit 2.10.1 writes where nothing is known of any pinned package, and something of one more."""
    pins = sbom.pins(sbom.REQUIREMENTS.read_text("utf-8"))
    return {"dependencies": [*({"name": p.name, "version": p.version, "vulns": []} for p in pins), *more], "fixes": []}


def npm_answer(**entries: Any) -> dict[str, Any]:
    """Give what `npm audit --json` writes."""
    return {"auditReportVersion": 2, "vulnerabilities": entries, "metadata": {"dependencies": {"total": 277}}}


def test_a_weakness_of_a_python_package_is_read_with_all_its_names() -> None:
    """A number in one list and a number in another may be the same weakness."""
    known = {"id": "PYSEC-7", "fix_versions": ["2"], "aliases": ["CVE-7", "GHSA-7"], "description": "…"}

    assert audit.read_python(python_answer({"name": "alpha", "version": "1", "vulns": [known]})) == [
        Finding("alpha", "1", frozenset({"PYSEC-7", "CVE-7", "GHSA-7"}))
    ]


def test_a_package_that_could_not_be_looked_up_is_no_success() -> None:
    """pip-audit itself says that nothing was found, and ends well."""
    skipped = {"name": "alpha", "skip_reason": "Dependency not found on PyPI and could not be audited: alpha (1)"}

    with pytest.raises(UnansweredError, match=r"1 packages were left out .*alpha"):
        audit.read_python(python_answer(skipped))


def test_an_answer_that_leaves_a_package_out_is_no_success() -> None:
    """Everything that is pinned must be in it."""
    answer = python_answer()
    del answer["dependencies"][-1]

    with pytest.raises(UnansweredError, match="1 packages were left out"):
        audit.read_python(answer)


def test_a_weakness_of_what_drives_the_browsers_is_read_once() -> None:
    """Npm names it again at each package that brings it."""
    cause = {"name": "axe-core", "url": "https://github.com/advisories/GHSA-8", "range": "<9", "severity": "high"}
    answer = npm_answer(
        **{"axe-core": {"via": [cause]}, "lighthouse": {"via": ["axe-core"]}, "other": {"via": [cause]}}
    )

    assert audit.read_npm(answer) == [Finding("axe-core", "<9", frozenset({"GHSA-8"}))]


def test_a_refusal_of_npm_is_no_success() -> None:
    """Written as it was seen here: the registry knows no such address."""
    refusal = {"message": "405 Method Not Allowed", "method": "POST", "statusCode": 405, "error": {"summary": ""}}

    with pytest.raises(UnansweredError, match="405 Method Not Allowed"):
        audit.read_npm(refusal)
    with pytest.raises(UnansweredError, match="nothing was said of any package"):
        audit.read_npm({"vulnerabilities": {}, "metadata": {"dependencies": {"total": 0}}})


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'cannot be reached' >&2; exit 1", "cannot be reached"),
        ("echo 'No known vulnerabilities found'", "it said nothing"),
        ("true", "it said nothing"),
    ],
)
def test_whoever_gives_no_answer_is_not_taken_for_one_who_found_nothing(script: str, said: str) -> None:
    """Whatever the exit status, and whatever is said in words."""
    with pytest.raises(UnansweredError, match=said):
        audit.ask(["sh", "-c", script], audit.read_npm)


def test_findings_count_though_the_tool_ends_badly() -> None:
    """That is how both tools say that they found something."""
    cause = {"name": "axe-core", "url": "https://github.com/advisories/GHSA-8", "range": "<9"}
    answer = json.dumps(npm_answer(axe={"via": [cause]}))

    assert len(audit.ask(["sh", "-c", f"echo '{answer}'; exit 1"], audit.read_npm)) == 1


@pytest.mark.parametrize(
    ("package", "ids", "new"),
    [
        ("alpha", {"CVE-1", "GHSA-1"}, False),
        ("alpha", {"GHSA-2", "CVE-2"}, False),
        ("alpha", {"CVE-3"}, True),
        ("beta", {"CVE-1"}, True),
    ],
)
def test_only_what_was_judged_of_that_package_passes(package: str, ids: set[str], new: bool) -> None:
    """By any of its names; a number judged for one package says nothing of another."""
    found = [Finding(package, "1", frozenset(ids))]

    assert audit.not_judged(found, [KNOWN]) == (found if new else [])


def test_what_is_new_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """With its package, so that somebody can judge it."""
    old, new = Finding("alpha", "1", frozenset({"CVE-1"})), Finding("beta", "2", frozenset({"CVE-9", "GHSA-9"}))

    assert audit.report("Packages", [old], [KNOWN])
    assert not audit.report("Packages", [old, new], [KNOWN])
    assert "NEW  beta 2: CVE-9, GHSA-9" in capsys.readouterr().out


def test_without_an_answer_it_says_so_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever cannot reach the services is told so in a sentence; something new weighs more than silence."""
    silent = (["sh", "-c", "exit 1"], audit.read_npm)
    cause = {"name": "axe-core", "url": "https://github.com/advisories/GHSA-8", "range": "<9"}
    telling = (["echo", json.dumps(npm_answer(axe={"via": [cause]}))], audit.read_npm)
    clean = (["echo", json.dumps(npm_answer())], audit.read_npm)
    ended = []
    for asked in ([silent, clean], [silent, telling], [clean, clean]):
        monkeypatch.setattr(audit, "commands", lambda _, asked=asked: dict(zip("ab", asked, strict=True)))
        ended.append(audit.main([], date(2026, 11, 22)))

    assert ended == [audit.UNANSWERED, audit.FOUND, 0]
    assert "a: NOT AUDITED, for the advisory service gave no whole answer" in capsys.readouterr().out


def test_a_judgement_is_called_up_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On its day, and not before."""
    monkeypatch.setattr(audit, "commands", lambda _: {})
    first = min(entry.again for entry in audit.judged())

    audit.main([], first - timedelta(days=1))
    assert "Look again" not in capsys.readouterr().out
    audit.main([], first)
    assert "Look again at" in capsys.readouterr().out


def test_every_judgement_is_whole_and_on_the_pinned_version() -> None:
    """Whoever moves a package looks again at what was judged of it."""
    pinned = {pin.name: pin.version for pin in sbom.pins(sbom.REQUIREMENTS.read_text("utf-8"))}
    entries = audit.judged()

    assert [e.package for e in entries if pinned.get(e.package) != e.version] == []
    assert {e.judgement for e in entries} <= JUDGEMENTS
    assert [e.package for e in entries if not e.ids or len(e.shield) < 20 or e.looked >= e.again] == []
    assert [
        name for e in entries for name in e.ids if not re.fullmatch(r"(CVE-\d{4}|GHSA|PYSEC-\d{4})-[\w-]+", name)
    ] == []


def test_no_weakness_is_judged_twice() -> None:
    """Two reasons for one would be one too many."""
    names = [(entry.package, name) for entry in audit.judged() for name in entry.ids]

    assert len(names) == len(set(names))


def test_the_page_explains_every_judgement() -> None:
    """Each number of the data stands on the page, and the page judges none that the data does not know."""
    page = PAGE.read_text("utf-8").split("## Not concerned")[0]
    names = {name for entry in audit.judged() for name in entry.ids}
    on_page = set(re.findall(r"\b(?:CVE-\d{4}-\d+|GHSA(?:-\w{4}){3})\b", page))

    assert sorted(names - on_page) == []
    assert sorted(name for name in on_page - names if name.startswith("CVE")) == []
