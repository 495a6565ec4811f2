"""What `evenhand why` and the HTML page say, kept as prose to be read: six of each.

`pytest tests/golden --rewrite-golden` writes them again; read the difference as a lead inspector would.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.explanation import (
    Depth,
    explain_inspection,
    explain_why_not,
    render_page,
    render_text,
    why_not,
)
from evenhand.services.check import Checked, check_file
from evenhand.services.views import view_of
from evenhand.services.workspace import Workspace

ROOT = Path(__file__).parents[2]
PROSE = Path(__file__).parent / "prose"

WHY = [
    ("inverleigh_2025", "help_and_protection"),
    ("eastmere_2024", "leaders"),
    ("fallowdale_2024", "leaders"),
    ("gorsebrook_2025", "leaders"),
    ("larkwater_2025", "children_in_care"),
    ("trafford_2019", "overall"),
]
PAGES = [
    "inverleigh_2025",
    "eastmere_2024",
    "fallowdale_2024",
    "gorsebrook_2025",
    "kestrel_isles_2023",
    "trafford_2019",
]


@cache
def workspace() -> Workspace:
    return Workspace((ROOT,))


@cache
def checked(name: str) -> Checked:
    problems = Problems()
    found = check_file(ROOT / "casebooks" / "model" / f"{name}.yaml", workspace(), problems)
    assert found is not None, list(map(str, problems))
    return found


@cache
def why_text(name: str, area: str) -> str:
    trace = checked(name).trace
    return render_text(explain_why_not(trace, why_not(trace, area)))


@cache
def page(name: str) -> str:
    found = checked(name)
    return render_page(explain_inspection(found.trace, view_of(found), Depth.PAGE))


def same_as_kept(path: Path, text: str, rewrite: bool) -> None:
    if rewrite:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("name", "area"), WHY)
def test_why_says_what_was_reviewed(name: str, area: str, rewrite_golden: bool) -> None:
    same_as_kept(PROSE / f"{name}.{area}.why.txt", why_text(name, area), rewrite_golden)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_was_reviewed(name: str, rewrite_golden: bool) -> None:
    same_as_kept(PROSE / f"{name}.page.html", page(name), rewrite_golden)


# --- what no reader should meet ----------------------------------------------------------------------


class Words(HTMLParser):
    """The words that a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unseen += tag in ("style", "script", "title")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self.unseen and data.strip():
            self.found.append(data)


def words_of_page(html: str) -> str:
    reader = Words()
    reader.feed(html)
    return " ".join(" ".join(reader.found).split())


TEXTS = [pytest.param(lambda n=n, a=a: why_text(n, a), id=f"why {n} {a}") for n, a in WHY] + [
    pytest.param(lambda n=n: words_of_page(page(n)), id=f"page {n}") for n in PAGES
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_reader_meets_a_name_with_underscores(text) -> None:
    assert re.findall(r"\b\w+_\w+\b", text()) == []


@pytest.mark.parametrize("text", TEXTS)
def test_no_reader_meets_an_operator_sign(text) -> None:
    assert re.findall(r"[<>=]=?|!=|&&|\|\|", without_rules_under_headings(text())) == []


def without_rules_under_headings(text: str) -> str:
    """The text without the lines of `===` that a terminal draws under a heading."""
    return re.sub(r"^[=-]{3,}$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("text", TEXTS)
def test_no_reader_meets_a_word_of_the_program(text) -> None:
    assert re.findall(r"\b(None(?! found| of)|True|False|null|Enum|Fraction|NaN|inf)\b", text()) == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_rule_is_never_named_without_its_title(text) -> None:
    """The id stands in brackets right after the title in quotation marks, or the title right before it."""
    said = " ".join(text().split())
    rules = {rule.id: rule.title for rule in workspace().rule_set("ilacs@2023").all_rules}
    rules.update({rule.id: rule.title for rule in workspace().rule_set("ilacs@2018").all_rules})
    for found in re.finditer(r"\b(?:LD|HP|CC|CL|OV|SF)\d+\b", said):
        before = said[: found.start()].rstrip("( ”")
        assert before.endswith(rules[found.group()]), said[max(0, found.start() - 120) : found.end()]


@pytest.mark.parametrize(("name", "area"), WHY[:5])
def test_each_share_is_said_with_what_it_is_a_share_of(name: str, area: str) -> None:
    """A share that has a denominator is never given as a bare percentage in the leaves of a why-not."""
    found = checked(name)
    schema = found.inspection.rules.schema
    text = " ".join(why_text(name, area).split())
    for item in schema.items.values():
        state = found.inspection.case.profile.state(item.id)
        share = getattr(getattr(state, "value", None), "of", None)
        for said in re.finditer(re.escape(item.title) + r": ([^;]*);", text):
            if share is not None:
                assert f"of {share}" in said.group(1), said.group()
