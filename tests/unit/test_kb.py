"""Layers become one rulebook a force; the cache gives what a fresh read gives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from signpost import kb_files
from signpost.errors import KnowledgeBaseError
from signpost.kb import load_knowledge_base
from signpost.model import Citation, KnowledgeBase


def test_the_nearest_layer_wins_whole(tiny_kb: KnowledgeBase) -> None:
    """The force's own file stands in place of the joint one, the joint one in place of the national one."""
    titles = {
        name: (
            book.contacts["desk"].name if "desk" in book.contacts else None,
            next(notice.title for notice in book.notices if notice.id == "who_hears"),
            next(concept.title for concept in book.concepts if concept.id == "harassment"),
        )
        for name, book in tiny_kb.rulebooks.items()
    }

    assert titles == {
        None: (None, "Who may hear of it", "Harassment"),
        "north": ("The desk of the north", "Who may hear of it, in both forces", "Harassment"),
        "south": (None, "Who may hear of it", "Harassment, as the south has it"),
    }


def test_a_rulebook_holds_nothing_of_another_force(tiny_kb: KnowledgeBase) -> None:
    """Each force sees the nation's, its joint sets' and its own; nobody else's."""
    assert {name: sorted(book.policies) for name, book in tiny_kb.rulebooks.items()} == {
        None: ["law:example-act"],
        "north": ["J1", "N1", "law:example-act"],
        "south": ["S1", "law:example-act"],
    }


@pytest.mark.parametrize("force", [{}, {"force": "unsure"}, {"force": "declined"}])
def test_the_national_rulebook_serves_who_does_not_say_the_force(force: dict[str, str], tiny_kb: KnowledgeBase) -> None:
    """No force is guessed."""
    assert tiny_kb.rulebook(tiny_kb.vocabulary.facts(force)) is tiny_kb.rulebooks[None]
    assert tiny_kb.rulebooks[None].force is None


def test_a_force_that_is_told_has_its_own_rulebook(tiny_kb: KnowledgeBase) -> None:
    """The force named is the force served."""
    book = tiny_kb.rulebook(tiny_kb.vocabulary.facts({"force": "south"}))

    assert book.force is tiny_kb.forces["south"]
    assert book.force.name == "South Police"
    assert book.force.nation == "wales"


def test_entries_stand_in_their_order_then_by_id(tiny_kb: KnowledgeBase, real_kb: KnowledgeBase) -> None:
    """The order in which files lie on the disk shows nowhere."""
    assert [notice.id for notice in tiny_kb.rulebooks["north"].notices] == [
        "who_hears",
        "not_a_report",
        "overdue_policy",
    ]
    for book in real_kb.rulebooks.values():
        for entries in (book.concepts, book.duties, book.notices):
            keys = [(entry.order, entry.id) for entry in entries]

            assert keys == sorted(keys)


def test_a_paragraph_keeps_what_is_lost_in_doubt_and_put_in_its_place(tiny_kb: KnowledgeBase) -> None:
    """A substitute has a label and a source, so that it is never taken for the force's words."""
    policies = tiny_kb.rulebooks["north"].policies
    lost, doubtful = policies["N1"].paragraphs["1"], policies["J1"].paragraphs["2.10"]

    assert lost.lost == "The list of examples is missing from the published page."
    assert lost.substitute is not None
    assert lost.substitute.label == "Not the force's words. From the Example Act."
    assert lost.substitute.source == Citation("law:example-act", "s.2")
    assert doubtful.doubt == "It does not say to whom."


def test_a_number_like_key_stays_text(tiny_kb: KnowledgeBase) -> None:
    """Paragraph 2.10 is not paragraph 2.1."""
    assert list(tiny_kb.rulebooks["north"].policies["J1"].paragraphs) == ["2.1", "2.10"]


def test_yes_and_no_are_text(tiny_kb: KnowledgeBase) -> None:
    """The files are YAML 1.2, in which `yes` without quotes is a word like any other."""
    route = next(route for route in tiny_kb.rulebooks[None].routes if route.id == "report_it")

    assert tiny_kb.vocabulary.fact("danger").values == ("yes", "no")
    assert route.reports is True


def test_yes_without_quotes_is_the_word_yes(tiny_folder: Path) -> None:
    """Somebody who forgets the quotes is understood all the same."""
    path = tiny_folder / "national" / "routes" / "report_it.yml"
    path.write_text(path.read_text("utf-8").replace('reports: "yes"', "reports: yes"), "utf-8")

    assert next(r for r in load_knowledge_base(tiny_folder).rulebooks[None].routes if r.id == "report_it").reports


def test_a_knowledge_base_may_bring_its_own_schemas(tiny_folder: Path, project: Path) -> None:
    """With a folder schema/ of its own it is checked by that, else by the project's."""
    own = Path(shutil.copytree(project / "policies_kb" / "schema", tiny_folder / "schema"))
    notice = json.loads((own / "notice.schema.json").read_text("utf-8"))
    notice["properties"]["order"]["maximum"] = 70
    (own / "notice.schema.json").write_text(json.dumps(notice), "utf-8")

    with pytest.raises(KnowledgeBaseError, match=r"overdue_policy.yml: order: found 80"):
        load_knowledge_base(tiny_folder)


def test_the_cache_gives_what_a_fresh_read_gives(tiny_folder: Path, tmp_path: Path) -> None:
    """The first read fills it, the second is answered from it, and both are equal to a read without it."""
    cache = tmp_path / "cache"
    first = kb_files.read(tiny_folder, cache)
    kept = list(cache.iterdir())
    second = kb_files.read(tiny_folder, cache)

    assert first == second == kb_files.read(tiny_folder)
    assert len(kept) == 1
    assert kept == list(cache.iterdir())


def test_the_second_read_comes_from_the_cache(tiny_folder: Path, tmp_path: Path) -> None:
    """What lies in the cache under the digest of the files is what is given: nothing is parsed again."""
    cache = tmp_path / "cache"
    kb_files.read(tiny_folder, cache)
    kept = next(cache.iterdir())
    kept.write_text("[]", "utf-8")

    assert kb_files.read(tiny_folder, cache) == []


@pytest.mark.parametrize("damage", ["", "[{", '{"file": 1}', '[{"file": 1}]', "null", "[1]"])
def test_a_damaged_cache_costs_time_and_nothing_else(damage: str, tiny_folder: Path, tmp_path: Path) -> None:
    """A half-written file in the cache is read past and replaced."""
    cache = tmp_path / "cache"
    good = kb_files.read(tiny_folder, cache)
    next(cache.iterdir()).write_text(damage, "utf-8")

    assert kb_files.read(tiny_folder, cache) == good
    assert json.loads(next(cache.iterdir()).read_text("utf-8"))


def test_a_changed_file_refreshes_the_cache(tiny_folder: Path, tmp_path: Path) -> None:
    """A word changed in one file is read at the next start, and the old copy is gone."""
    cache, path = tmp_path / "cache", tiny_folder / "national" / "routes" / "help_line.yml"
    before = kb_files.read(tiny_folder, cache)
    # As many letters as before, so that only the words themselves can tell.
    path.write_text(path.read_text("utf-8").replace("The help line", "The calm line"), "utf-8")

    after = kb_files.read(tiny_folder, cache)

    assert after != before
    assert after == kb_files.read(tiny_folder)
    assert len(list(cache.iterdir())) == 1


def test_an_added_and_a_removed_file_refresh_the_cache(tiny_folder: Path, tmp_path: Path) -> None:
    """The digest is over the names of the files as well."""
    cache, duties = tmp_path / "cache", tiny_folder / "national" / "duties"
    before = kb_files.read(tiny_folder, cache)
    text = (duties / "tell_someone.yml").read_text("utf-8")
    (duties / "tell_all.yml").write_text(text.replace("tell_someone", "tell_all"), "utf-8")
    more = kb_files.read(tiny_folder, cache)
    (duties / "tell_all.yml").unlink()

    assert len(more) == len(before) + 1
    assert kb_files.read(tiny_folder, cache) == before


def test_a_file_moved_to_another_layer_refreshes_the_cache(tiny_folder: Path, tmp_path: Path) -> None:
    """The same words for other people are another knowledge base."""
    cache = tmp_path / "cache"
    kb_files.read(tiny_folder, cache)
    (tiny_folder / "forces" / "south" / "duties").mkdir()
    (tiny_folder / "forces" / "north" / "duties" / "tell_someone.yml").rename(
        tiny_folder / "forces" / "south" / "duties" / "tell_someone.yml"
    )

    layers = {d.layer for d in kb_files.read(tiny_folder, cache) if d.folder == "duties"}

    assert layers == {"national", "forces/south"}


def test_what_is_broken_is_not_kept(tiny_folder: Path, tmp_path: Path) -> None:
    """A knowledge base with a problem is refused again at the next start."""
    cache = tmp_path / "cache"
    (tiny_folder / "national" / "routes" / "help_line.yml").write_text("id: help_line\n", "utf-8")

    for _ in range(2):
        with pytest.raises(KnowledgeBaseError):
            kb_files.read(tiny_folder, cache)
    assert not cache.exists()


def test_a_file_that_nothing_reads_is_found_beside_a_warm_cache(tiny_folder: Path, tmp_path: Path) -> None:
    """A stray file is named also when all that matters was read before."""
    cache = tmp_path / "cache"
    kb_files.read(tiny_folder, cache)
    (tiny_folder / "national" / "stray.yml").write_text("a: b\n", "utf-8")

    with pytest.raises(KnowledgeBaseError, match="a file that nothing reads"):
        kb_files.read(tiny_folder, cache)


def test_a_cache_that_cannot_be_written_does_no_harm(tiny_folder: Path, tmp_path: Path) -> None:
    """Where the folder cannot be made, the files are read each time."""
    blocked = tmp_path / "a file"
    blocked.write_text("in the way", "utf-8")

    assert kb_files.read(tiny_folder, blocked / "cache") == kb_files.read(tiny_folder)


def test_the_project_s_own_knowledge_base_is_the_same_with_and_without_cache(real_folder: Path, tmp_path: Path) -> None:
    """Every file of the real knowledge base survives being kept as JSON."""
    cache = tmp_path / "cache"
    first = kb_files.read(real_folder, cache)

    assert kb_files.read(real_folder, cache) == first


def test_a_knowledge_base_is_loaded_once_for_all(tiny_kb: KnowledgeBase, project: Path) -> None:
    """Asking again for the same folder gives the same object."""
    assert load_knowledge_base(project / "tests" / "fixtures" / "kb") is tiny_kb
