from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from evenhand.domain import Departure, EvidenceEntry, Source
from evenhand.evaluation import interpret
from evenhand.explanation import (
    Document,
    Heading,
    InspectionView,
    Link,
    Paragraph,
    Table,
    compare,
    explain_comparison,
    explain_inspection,
    explain_why_not,
    line,
    render_fragment,
    render_page,
    why_not,
)
from evenhand.explanation.html_style import STYLE
from evenhand.language import Grades, Modality
from generators import rule_sets_with_cases
from unit.explanation.example_rules import (
    DAY,
    OPEN,
    YES,
    area,
    decided,
    number,
    on,
    part,
    rule,
    switched,
)

VOID = {"meta", "br", "img", "input", "link", "hr"}
HOSTILE = "<script>alert(\"x\")</script> & 'quotes' \u0000\ufffe"


class Checker(HTMLParser):
    """Reads a page and notes everything that is not well formed or not accessible."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: list[str] = []
        self.captions = self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a" and str(found.get("href", "")).startswith("#"):
            self.targets.append(str(found["href"])[1:])
        if tag == "th" and "scope" not in found:
            self.faults.append("a table header without scope")
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.faults += [f"{name} is an event handler" for name in found if name.startswith("on")]
        self.faults += [f"{tag} loads {found[name]}" for name in ("src", "srcset", "data") if name in found]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")


def check(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    if checker.open:
        checker.faults.append(f"not closed: {checker.open}")
    if checker.captions != checker.tables:
        checker.faults.append("a table without a caption")
    steps = zip(checker.headings, checker.headings[1:], strict=False)
    checker.faults += [f"h{a} is followed by h{b}" for a, b in steps if b > a + 1]
    checker.faults += [f"no place {target}" for target in checker.targets if target not in checker.ids]
    if len(set(checker.ids)) != len(checker.ids):
        checker.faults.append("an id twice")
    return checker


VIEW = InspectionView("EX-1", "Example Borough", DAY, "standard", {"leaders": "good"})


def page(trace=None, view: InspectionView = VIEW) -> str:  # type: ignore[no-untyped-def]
    return render_page(explain_inspection(decided() if trace is None else trace, view))


def test_the_page_is_well_formed_with_one_title_and_headings_in_order() -> None:
    found = check(page(decided(supervision_on_time=part(31, 40, 34), unallocated_children=OPEN)))
    assert found.faults == []
    assert found.headings.count(1) == 1


@given(rule_sets_with_cases())
def test_the_page_of_any_rules_and_case_is_well_formed(drawn) -> None:  # type: ignore[no-untyped-def]
    rule_set, case = drawn
    trace = interpret(rule_set.in_force_on(DAY), case)
    assert check(page(trace)).faults == []
    for id in trace.areas:
        assert check(render_page(explain_why_not(trace, why_not(trace, id)))).faults == []
    assert check(render_page(explain_comparison(compare(trace, trace), trace, trace))).faults == []


def test_the_page_has_landmarks_a_language_and_a_way_past_the_header() -> None:
    found = page()
    assert found.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert '<a class="skip" href="#main">' in found
    assert {"header", "main", "footer", "nav"} <= set(check(found).tags)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in found


def test_the_page_asks_nothing_of_any_other_place_and_runs_nothing() -> None:
    found = page()
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(check(found).tags)
    assert "url(" not in STYLE and "@import" not in STYLE and "@font-face" not in STYLE


def test_details_are_open_so_that_they_print() -> None:
    found = page()
    assert "<details open>" in found
    assert "<details>" not in found


def test_hostile_text_is_escaped_wherever_it_comes_from() -> None:
    hostile = rule(
        "S",
        HOSTILE,
        Grades(Modality.SUPPORTS, "good"),
        on("a"),
        source=Source(HOSTILE, HOSTILE, "javascript:alert(1)"),
        note=HOSTILE,
    )
    trace = switched(area(hostile, id="area"), a=YES)
    departure = Departure(HOSTILE, HOSTILE, HOSTILE)
    view = InspectionView(
        HOSTILE,
        HOSTILE,
        DAY,
        HOSTILE,
        drafts={"area": "inadequate"},
        departures={"area": departure},
        notes=(HOSTILE,),
        area_notes={"area": (HOSTILE,)},
    )
    found = page(trace, view)
    checked = check(found)
    assert checked.faults == []
    assert "script" not in checked.tags
    assert "&lt;script&gt;" in found
    assert "javascript:" not in found
    assert "\u0000" not in found and "\ufffe" not in found


def test_hostile_evidence_is_escaped() -> None:
    entry = EvidenceEntry("caseload_mean", number(14), HOSTILE, HOSTILE, DAY, HOSTILE, HOSTILE)
    found = page(decided(entries={"caseload_mean": (entry,)}))
    assert check(found).faults == []
    assert "script" not in check(found).tags


def test_only_web_addresses_become_links() -> None:
    def html(url: str) -> str:
        return render_fragment(Document("t", (Paragraph(line(Link("clause", url))),)))

    assert 'href="https://example.org/?a=1&amp;b=2"' in html("https://example.org/?a=1&b=2")
    for url in ("javascript:alert(1)", "data:text/html,x", " https://x", "//x"):
        assert html(url) == "<p>clause</p>\n"


def test_a_fragment_moves_its_headings_down() -> None:
    document = Document("t", (Heading(1, line("One")), Heading(5, line("Five"))))
    assert render_fragment(document, heading_offset=2) == "<h3>One</h3>\n<h6>Five</h6>\n"


def test_rows_have_headers_and_a_wide_table_scrolls_by_keyboard() -> None:
    html = render_fragment(Document("t", (Table("Things", ("A", "B"), ((line("x"), line("y")),)),)))
    assert '<th scope="row">x</th><td>y</td>' in html
    assert 'tabindex="0"' in html and 'aria-label="Things"' in html


def test_status_is_never_colour_alone() -> None:
    tags = re.findall(r'<span class="tag [a-z]+">(.*?)</span>(?=[<\s])', page())
    assert tags
    assert all(re.sub(r"<span.*?</span>", "", tag).strip() for tag in tags)


def luminance(colour: str) -> float:
    short = colour.lstrip("#")
    full = "".join(c * 2 for c in short) if len(short) == 3 else short
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", STYLE))


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("ink", "back"),
        ("quiet", "back"),
        ("link", "back"),
        ("ink", "shade"),
        ("ink", "focus"),
        ("good", "good-back"),
        ("bad", "bad-back"),
        ("open", "open-back"),
        ("plain", "plain-back"),
        ("good", "back"),
        ("bad", "back"),
        ("open", "back"),
        ("plain", "back"),
    ],
)
def test_text_has_the_contrast_that_wcag_asks_for(front: str, back: str) -> None:
    assert contrast(COLOURS[front], COLOURS[back]) >= 4.5
