"""The pages of the documentation, for the tests in `docs`."""

from __future__ import annotations

from pathlib import Path

TOP = Path(__file__).parents[1]
DOCS = TOP / "docs"
PAGES = sorted([TOP / "README.md", TOP / "CONTRIBUTING.md", *DOCS.rglob("*.md")])


def name_of(page: Path) -> str:
    """A page as test names show it."""
    return page.relative_to(TOP).as_posix()
