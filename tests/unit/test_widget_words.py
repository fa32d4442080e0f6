"""The numbers that the page shows without the server, held to those of the knowledge base."""

from __future__ import annotations

import re

from signpost.facts import Facts
from signpost.kb import PROJECT, load_knowledge_base
from signpost.messages import border, crisis

LINE = re.compile(r'\{ name: "(?P<name>[^"]+)", kind: "(?P<kind>\w+)", value: "(?P<value>[^"]+)" \}')
PLACES = ("widget/index.html", "widget/words.js")


def test_the_lines_at_the_top_are_those_of_the_knowledge_base() -> None:
    """The lines that are readable with the server down are the first that the server would name, in the same order."""
    kb = load_knowledge_base()
    contacts = crisis(("self_harm",), Facts(), kb).payload["contacts"]
    expected = [(entry["name"], entry["kind"], entry["value"]) for entry in contacts[:3]]

    lines = LINE.findall((PROJECT / "widget" / "words.js").read_text("utf-8"))

    assert lines == expected
    assert border(Facts(), kb).fills["lines"] == ", ".join(f"{name} {value}" for name, _, value in lines)


def test_the_page_without_scripts_names_the_same_lines() -> None:
    """Where scripts are off or fail, the page itself has 999 and the lines, each to be pressed."""
    page = (PROJECT / "widget" / "index.html").read_text("utf-8")
    inside = page.partition("<signpost-chat>")[2].partition("</signpost-chat>")[0]

    for name, kind, value in LINE.findall((PROJECT / "widget" / "words.js").read_text("utf-8")):
        address = f"{'sms' if kind == 'text' else 'tel'}:{value.replace(' ', '')}"
        assert name in inside
        assert f'<a href="{address}">{value}</a>' in inside
    assert '<a href="tel:999">call 999</a>' in inside


def test_every_number_on_the_page_is_one_of_the_knowledge_base() -> None:
    """No other number is written in the page's own files."""
    known = {"999", *re.findall(r"[\d ]{3,}\d", str(crisis(("self_harm",), Facts(), load_knowledge_base()).payload))}
    for place in PLACES:
        text = (PROJECT / place).read_text("utf-8")
        spoken = {number.strip() for number in re.findall(r'(?<=[">])[\d ]*\d{3,}(?=["<])', text)}
        assert spoken <= {number.strip() for number in known}, place
