"""What docstrings say of other modules is true."""

from __future__ import annotations

import ast
import re

from docs_pages import TOP


def test_modules_that_docstrings_name_are_there() -> None:
    engine = TOP / "engine"
    there = {path.name for path in engine.rglob("*.py")}
    missing = [
        f"{path.relative_to(engine)}: {name}"
        for path in engine.rglob("*.py")
        for name in re.findall(
            r"`(?:\w+/)*(\w+\.py)`", ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        )
        if name not in there
    ]
    assert missing == []
