"""Who may import whom, how long things may be, and where words for people may stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CORE = sorted((PROJECT / "signpost").glob("*.py"))
PLUGINS = sorted((PROJECT / "signpost" / "plugins").glob("*.py"))
ACTIONS = sorted((PROJECT / "actions").glob("*.py"))
ALL = [*CORE, *PLUGINS, *ACTIONS]
LAZY = ("_serve", "_understand", "_answer")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40


def label(path: Path) -> str:
    """Give a module's path inside the project."""
    return path.relative_to(PROJECT).as_posix()


def tree(path: Path) -> ast.Module:
    """Read a module."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(root: ast.AST) -> Iterator[str]:
    """Yield every module that is imported anywhere below a node, by its full name."""
    for node in ast.walk(root):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            # importlib.import_module("...") and __import__("...") are imports as well.
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def imports_from(root: ast.AST, *packages: str) -> list[str]:
    """Give the imports that come from one of the packages."""
    return [name for name in imports(root) if any(name == p or name.startswith(f"{p}.") for p in packages)]


def functions(root: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    for node in ast.walk(root):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_folders_are_not_empty() -> None:
    """A renamed folder does not make these tests pass for want of files."""
    assert len(CORE) > 15
    assert len(PLUGINS) > 5
    assert len(ACTIONS) > 3


@pytest.mark.parametrize("path", CORE, ids=label)
def test_the_core_knows_neither_rasa_nor_what_is_built_on_it(path: Path) -> None:
    """Rules can be reviewed, tested and explained with Rasa stopped.

    The exceptions are the commands `serve`, `understand` and `answer`, which load what they need when they run.
    """
    module = tree(path)
    found = imports_from(module, "rasa", "rasa_sdk", "actions", "signpost.plugins")
    if path.name == "cli.py":
        lazy = [name for function in functions(module) if function.name in LAZY for name in imports(function)]
        found = [name for name in found if name not in lazy]

    assert not found


@pytest.mark.parametrize("path", ACTIONS, ids=label)
def test_actions_know_the_core_and_rasa_sdk_only(path: Path) -> None:
    """The action server loads neither Rasa nor the plugins."""
    assert not imports_from(tree(path), "rasa", "signpost.plugins")


@pytest.mark.parametrize("path", PLUGINS, ids=label)
def test_plugins_do_not_know_the_actions(path: Path) -> None:
    """What Rasa loads and what the action server loads share the core and nothing else."""
    assert not imports_from(tree(path), "actions")


@pytest.mark.parametrize("name", ["triage", "kb", "questions", "cli", "explain", "doctor", "plain"])
def test_what_judges_and_prints_does_not_read_language(name: str) -> None:
    """spaCy belongs to the reading of words; rules and commands start without it, directly or through others."""
    seen, waiting = set[str](), [name]
    while waiting:
        module = waiting.pop()
        path = PROJECT / "signpost" / f"{module}.py"
        if module in seen or not path.is_file():
            continue
        seen.add(module)
        found = list(imports(tree(path)))
        waiting += [part.split(".")[1] for part in found if part.startswith("signpost.")]

        assert not [part for part in found if part.split(".")[0] == "spacy"], module


@pytest.mark.parametrize("path", ALL, ids=label)
def test_no_module_is_longer_than_one_responsibility(path: Path) -> None:
    """A module past three hundred lines holds two."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", ALL, ids=label)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    """About twenty-five lines is the habit, forty the limit, the docstring aside."""
    long = {}
    for function in functions(tree(path)):
        words = (ast.get_docstring(function) or "").splitlines()
        long[function.name] = (function.end_lineno or 0) - function.lineno + 1 - len(words)

    assert not {name: lines for name, lines in long.items() if lines > LONGEST_FUNCTION}


@pytest.mark.parametrize("path", ALL, ids=label)
def test_modules_and_public_names_say_what_they_do(path: Path) -> None:
    """Every module, public class and public function has a docstring; the methods of a protocol share its own."""
    module = tree(path)
    silent = [] if ast.get_docstring(module) or not module.body else ["the module"]
    for node in module.body:
        public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith(
            "_"
        )
        if public and not ast.get_docstring(node):
            silent.append(node.name)

    assert not silent


@pytest.mark.parametrize("path", ALL, ids=label)
def test_no_sentence_for_people_stands_in_python(path: Path) -> None:
    """`text=` and what is handed to `utter_message` come from data: never a literal with a word in it."""
    spoken = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            named = [k.value for k in node.keywords if k.arg in ("text", "template")]
            given = [*named, *node.args] if ast.unparse(node.func).endswith("utter_message") else named
            literals = [leaf for value in given for leaf in ast.walk(value) if isinstance(leaf, ast.Constant)]
            spoken += [
                leaf.value
                for leaf in literals
                if isinstance(leaf.value, str) and re.search(r"[A-Za-z]{2} ", leaf.value)
            ]

    assert not spoken


def test_actions_is_flat() -> None:
    """A package inside it would be imported by its bare name and could end the action server."""
    assert [label(p) for p in (PROJECT / "actions").iterdir() if p.is_dir() and p.name != "__pycache__"] == []


def test_the_folders_of_packages_hold_python_only() -> None:
    """Words and data lie in data/ and policies_kb/."""
    folders = (PROJECT / "signpost", PROJECT / "actions")
    found = [p for folder in folders for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]

    assert [label(path) for path in found if path.suffix != ".py"] == []


def test_file_names_are_plain() -> None:
    """Small letters, digits and underscores; the name of a test file begins with test_ and is there once."""
    tests = [p for p in (PROJECT / "tests").rglob("*.py") if "__pycache__" not in p.parts]
    bad = [label(p) for p in (*ALL, *tests) if not re.fullmatch(r"[a-z0-9_]+", p.stem)]
    names = [path.name for path in tests if path.name.startswith("test_")]

    assert not bad
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_an_unfinished_thought_is_not_left_behind() -> None:
    """There is no mark of work to be done later in any module."""
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

    assert [label(path) for path in ALL if marks.search(path.read_text("utf-8"))] == []
