"""`evenhand demo`: two judgements compared, one inspection from its evidence to its page, all replayed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.check_output import area_label, areas_table, as_html, grade_label, headline
from evenhand.cli.commands.compare import compared
from evenhand.cli.grid import grid
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.explanation import Comparison, Document
    from evenhand.services.check import Checked

HELP = """See what evenhand does, on published judgements and on a model inspection.

The model inspection's page is written into a folder, from where a browser opens it."""

EXAMPLES = ("evenhand demo",)

PUBLISHED = ("trafford_2019.yaml", "herefordshire_2018.yaml")
COMPARED = "overall"
MODEL = "inverleigh_2025.yaml"
FOLLOWED = "help_and_protection"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, demo, help=HELP, examples=EXAMPLES)


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder for the page.")] = Path(
        "evenhand-demo"
    ),
) -> None:
    """Show what evenhand does."""
    session = session_of(context)
    folder = _model_cases(session)
    _published(*(checked_file(folder / name, session) for name in PUBLISHED))
    _from_evidence(checked_file(folder / MODEL, session), out)
    _casebook(session)
    _more(session, folder / MODEL)


def _model_cases(session: Session) -> Path:
    from evenhand.diagnostics import InvalidInput, codes

    folder = session.workspace.casebook_path("model")
    if folder is None:
        raise InvalidInput([codes.FILE_MISSING.at(None, path="casebooks/model")])
    return folder


# --- two published judgements --------------------------------------------------------------------------


def _published(one: Checked, two: Checked) -> None:
    from evenhand.services.views import names_of

    names = names_of(one, two)
    _heading("1. Two published judgements, side by side")
    _say(
        f"{_when(names[0], one)} and {_when(names[1], two)} were inspected under one framework. What is "
        "published is grades and dates. So the areas are taken as given, the rules work out the overall "
        "grade, and the published one is set beside it as a draft."
    )
    _text("\n".join(grid(("", *names), _rows(one, two), output.columns())))
    _say_trace(one, two)
    _say(_verdict(compared(one, two), one, two, names))


def _when(name: str, checked: Checked) -> str:
    return f"{name} ({checked.inspection.on:%B %Y})"


def _rows(one: Checked, two: Checked) -> list[tuple[str, str, str]]:
    from evenhand.cli.check_output import STATUS_WORDS

    def both(label: str, *values: str) -> tuple[str, str, str]:
        return (label, values[0], values[1])

    rows = []
    for id, step in one.trace.areas.items():
        if id != COMPARED and id in two.trace.areas:
            grades = (checked.trace.areas[id].outcome.proposed for checked in (one, two))
            shown = (grade_label(step.area.scale, grade) if grade else "-" for grade in grades)
            rows.append(both(area_label(step), *shown))
    steps = [checked.trace.areas[COMPARED] for checked in (one, two)]
    scale = steps[0].area.scale
    label = area_label(steps[0])
    proposed = [grade_label(scale, step.outcome.proposed or "") for step in steps]
    drafts = [checked.inspection.drafts[COMPARED] for checked in (one, two)]
    rows.append(both(f"{label}: proposed", *proposed))
    rows.append(both(f"{label}: published", *(grade_label(scale, draft) for draft in drafts)))
    rows.append(both("The published grade", *(STATUS_WORDS[c.status[COMPARED].value] for c in (one, two))))
    return rows


def _say_trace(one: Checked, two: Checked) -> None:
    """The trace of the overall grade; once, where both are the same."""
    from evenhand.explanation import Document, words_of
    from evenhand.services.trace_trees import trace_tree

    trees = [Document("", (trace_tree(checked.trace, COMPARED),)) for checked in (one, two)]
    if words_of(trees[0]) == words_of(trees[1]):
        _say("The two traces are the same, step by step:")
        _document(trees[0])
        return
    for tree, checked in zip(trees, (one, two), strict=True):
        _text(f"The trace of {checked.inspection.id}:")
        _document(tree)


def _verdict(found: Comparison, one: Checked, two: Checked, names: tuple[str, str]) -> str:
    area = found.areas[COMPARED]
    if not area.grades_differ:
        return "Their overall grades are the same."
    if area.explained:
        return "Their overall grades differ, and so does what is recorded."
    scale = one.trace.areas[COMPARED].area.scale
    grade = grade_label(scale, area.a.compared or "")
    permitted = all(
        checked.inspection.drafts[COMPARED] in checked.trace.areas[COMPARED].outcome.permitted_grades
        for checked in (one, two)
    )
    both = "Both grades are permitted. " if permitted else ""
    return (
        f"Nothing in the recorded areas explains why {names[0]} was {grade} overall and {names[1]} was not. "
        f"{both}Whoever moderates the two can ask for the reason."
    )


# --- one inspection from its evidence ------------------------------------------------------------------


def _from_evidence(checked: Checked, out: Path) -> None:
    from evenhand.explanation import Document, explain_why_not, why_not
    from evenhand.services.trace_trees import trace_tree

    step = checked.trace.areas[FOLLOWED]
    scale = step.area.scale
    area = area_label(step)
    _heading("2. One inspection, from its evidence")
    _text(output.wrapped(headline(checked)))
    _text("\n".join(areas_table(checked, colour=output.in_colour(sys.stdout))))

    proposed = step.outcome.proposed
    grade = "no grade yet" if proposed is None else grade_label(scale, proposed)
    _heading(f"{area}: how the rules come to {grade}", 2)
    _document(Document("", (trace_tree(checked.trace, FOLLOWED, findings=1),)))

    draft = checked.inspection.drafts[FOLLOWED]
    _heading(f"{area}: why not {grade_label(scale, draft)}, which is the draft?", 2)
    found = why_not(checked.trace, FOLLOWED, draft)
    _document(Document("", explain_why_not(checked.trace, found).blocks[1:]))
    _departure(checked)
    _page(checked, out)


def _departure(checked: Checked) -> None:
    departure = checked.inspection.departures.get(FOLLOWED)
    if departure is None:
        return
    people = departure.by if departure.second is None else f"{departure.by} and {departure.second}"
    reason = " ".join(departure.reason.split())
    _say(
        f"People decide. {people} recorded why they stay with their draft: {reason} Outside the permitted "
        "range it takes two people."
    )


def _page(checked: Checked, out: Path) -> None:
    from evenhand.services.writing import make_folder, write_result

    page = out / f"{checked.inspection.id}.html"
    make_folder(out)
    write_result(page, as_html(checked), replace=True)
    _heading("3. The page for the file")
    _say(f"Every step, with its source and threshold, is now in {page}. Open it in a browser, or print it.")


# --- a casebook ----------------------------------------------------------------------------------------


def _casebook(session: Session) -> None:
    from evenhand.cli.demo_published import change_blocks, published_blocks
    from evenhand.explanation import Document

    _heading("4. Eleven years of published judgements, replayed")
    _document(Document("", tuple(published_blocks(session.workspace))))
    _heading("5. One proposed change, tried on them")
    _document(Document("", tuple(change_blocks(session.workspace))))


def _more(session: Session, model: Path) -> None:
    from evenhand.cli.demo_published import commands
    from evenhand.services.workspace import shown_path

    output.result("See more, or start your own:")
    output.result(f"  {output.command('check', shown_path(model), '--trace')}")
    for line in commands(session.workspace):
        output.result(f"  {line}")
    output.result("  evenhand new inspection --rules ilacs -o my-inspection.yaml")


# --- words -----------------------------------------------------------------------------------------------


def _heading(text: str, level: int = 1) -> None:
    from evenhand.explanation import Document, Heading, line

    _document(Document("", (Heading(level, line(text)),)))


def _say(text: str) -> None:
    from evenhand.explanation import Document, Paragraph, line

    _document(Document("", (Paragraph(line(text)),)))


def _document(document: Document) -> None:
    _text(output.as_text(document).rstrip("\n"))


def _text(text: str) -> None:
    """Print a piece of text, and a blank line after it."""
    output.result(f"{text}\n\n")
