"""The widget's modules joined into one script."""

from __future__ import annotations

from pathlib import Path

import pytest

from signpost.plugins.web_modules import script


def written(folder: Path, **modules: str) -> Path:
    """Write modules into a folder."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return folder


def test_a_module_stands_after_what_it_imports_and_each_stands_once(tmp_path: Path) -> None:
    """Two ways to the same module, and a circle, give it once; comments and exports are gone."""
    folder = written(
        tmp_path,
        widget='// The element.\nimport { a } from "./a.js";\nimport {\n  b,\n} from "./b.js";\nrun(a, b);\n',
        a='import { c } from "./c.js";\n/** @type {number} */\nexport const a = c;\n',
        b='import { c } from "./c.js";\nexport function b() {}\n',
        c='import { b } from "./b.js";\nexport let c = () => b;\nexport async function d() {}\n',
    )
    joined = script(folder).decode()

    assert [joined.count(part) for part in ("const a=c", "function b()", "let c=", "run(a,b)")] == [1, 1, 1, 1]
    assert joined.index("let c=") < joined.index("const a=c") < joined.index("run(a,b)")
    assert not {"import", "export", "element"} & set(joined.replace("(", " ").split())


@pytest.mark.parametrize(
    "line",
    ['import * as b from "./b.js";', 'import b from "./b.js";', "export default 1;", 'export { b } from "./b.js";'],
)
def test_what_cannot_be_joined_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    """Rather no start than a page that stays empty."""
    with pytest.raises(ValueError, match=r"found .*expected import"):
        script(written(tmp_path, widget=f"{line}\n", b="export const b = 1;\n"))
