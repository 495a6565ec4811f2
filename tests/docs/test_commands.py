"""Every command that the documentation shows runs, and prints what the page says, to the letter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from console_pages import has_commands, run_page
from docs_pages import PAGES, name_of
from ready import Ready
from unit.backends.deriving import needs_durable_rules

WITH_COMMANDS = [page for page in PAGES if has_commands(page.read_text(encoding="utf-8"))]


ASKS_DURABLE_RULES = re.compile(r"^\$ .*evenhand (live\b|check .*--second-opinion)", re.MULTILINE)


def with_commands() -> list[Any]:
    """The pages, each with what it needs."""
    found = []
    for page in WITH_COMMANDS:
        asks = ASKS_DURABLE_RULES.search(page.read_text(encoding="utf-8"))
        found.append(pytest.param(page, id=name_of(page), marks=[needs_durable_rules] if asks else []))
    return found


@pytest.mark.parametrize("page", with_commands())
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path, ready: Ready | None) -> None:
    for difference in run_page(page.read_text(encoding="utf-8"), tmp_path, ready and ready.path):
        assert difference.real == difference.shown, (
            f"write it again and read the difference: python tests/console_pages.py {name_of(page)}"
        )


def test_the_readme_and_the_tutorial_are_among_them() -> None:
    assert {"README.md", "docs/tutorial/first-inspection.md"} <= {name_of(page) for page in WITH_COMMANDS}
