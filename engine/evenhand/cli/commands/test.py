"""`evenhand test`: model cases of rule sets, decided and compared with what they expect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.help import add_command
from evenhand.cli.options import JsonOption
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.diagnostics import Problems
    from evenhand.language import RuleSet
    from evenhand.services.coverage import Coverage
    from evenhand.services.inspections import WrittenInspection
    from evenhand.services.model_cases import ModelCase

HELP = """Run the model cases of rule sets.

They are the examples.yaml of a rule set, and the inspections of casebooks/model under it that say what is
expected. An amendment has examples of its own. With --examples, they are those of one file, such as
`evenhand coverage --boundary-cases` writes.

Exit status: 0 every case is as expected; 1 a case disagrees; 3 a file cannot be used."""

EXAMPLES = (
    "evenhand test ilacs@2023",
    "evenhand test --coverage",
    "evenhand test rules/amendments/ties_and_cap_2023.yaml",
    "evenhand test ilacs@2023 --examples boundaries.yaml",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, test, help=HELP, examples=EXAMPLES, name="test")


def test(
    context: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REF",
            autocompletion=rule_set_names,
            help="Rule sets: ilacs@2023, ilacs, a folder or an amendment. Without any: all there are.",
            show_default=False,
        ),
    ] = None,
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="Say which rules and conditions were not seen both true and false."),
    ] = False,
    examples: Annotated[
        Path | None,
        typer.Option(
            "--examples",
            metavar="FILE",
            help="Run the model cases of this file under the rule set, and no others.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run model cases."""
    if examples is not None and len(references or []) != 1:
        raise typer.BadParameter("name the one rule set that its cases are under.", param_hint="--examples")
    session = session_of(context, as_json=as_json)
    statuses: list[ExitStatus] = []
    reports: list[dict[str, Any]] = []
    rule_sets = _rule_sets(session, references or [], statuses)
    inspections = _inspections(session, statuses) if rule_sets and examples is None else {}
    for folder, rule_set in rule_sets:
        if examples is None:
            cases = _cases(session, folder, rule_set, inspections, statuses)
        else:
            cases = _cases_in(session, examples, rule_set, statuses)
        seen = _coverage(rule_set, cases) if coverage else None
        statuses.append(ExitStatus.DONE if all(case.agrees for case in cases) else ExitStatus.TO_REPORT)
        if as_json:
            reports.append(_json(rule_set, cases, seen))
        else:
            lines = _text(rule_set, cases, seen, examples)
            output.result("\n".join(output.wrapped(line, _indent_of(line)) for line in lines))
    if as_json:
        output.result_json("test", {"rule_sets": reports})
    raise typer.Exit(overall(statuses))


def _rule_sets(
    session: Session, references: list[str], statuses: list[ExitStatus]
) -> list[tuple[Path, RuleSet]]:
    """The rule sets to test. What is wrong with one is told, and the others go on."""
    from evenhand.diagnostics import InvalidInput, Problems
    from evenhand.services.rule_sets import loaded_rule_sets

    workspace = session.workspace
    problems = Problems()
    found = [] if references else list(loaded_rule_sets(workspace, problems))
    amendments = [] if references else [file.path.as_posix() for file in workspace.amendment_files(problems)]
    for reference in dict.fromkeys(references or amendments):
        try:
            path = workspace.find(reference)
            found.append((path, workspace.load(path)))
            amendment = workspace.amendment_at(path)
            problems.extend(amendment.warnings if amendment is not None else ())
        except InvalidInput as invalid:
            problems.extend(invalid.diagnostics)
    _tell(session, problems, statuses)
    return found


def _inspections(session: Session, statuses: list[ExitStatus]) -> dict[Path, WrittenInspection]:
    """The model inspections. What is wrong with one is told once, however many rule sets are tested."""
    from evenhand.diagnostics import Problems
    from evenhand.services.model_cases import written_model_inspections

    problems = Problems()
    found = written_model_inspections(session.workspace, problems)
    _tell(session, problems, statuses)
    return found


def _cases(
    session: Session,
    folder: Path,
    rule_set: RuleSet,
    inspections: dict[Path, WrittenInspection],
    statuses: list[ExitStatus],
) -> tuple[ModelCase, ...]:
    from evenhand.diagnostics import Problems
    from evenhand.services.model_cases import examples_of, model_inspections

    problems = Problems()
    cases = (
        *examples_of(rule_set, folder, problems),
        *model_inspections(rule_set, inspections, problems),
    )
    _tell(session, problems, statuses)
    return cases


def _cases_in(
    session: Session, path: Path, rule_set: RuleSet, statuses: list[ExitStatus]
) -> tuple[ModelCase, ...]:
    """The model cases of one file. A case without what is expected is told, and the others are run."""
    from evenhand.diagnostics import Problems
    from evenhand.services.model_cases import examples_in
    from evenhand.source import read_bytes

    problems = Problems()
    text = read_bytes(path, problems)
    cases = () if text is None else examples_in(text, path.as_posix(), rule_set, problems)
    _tell(session, problems, statuses)
    return cases


def _tell(session: Session, problems: Problems, statuses: list[ExitStatus]) -> None:
    session.tell(problems.sorted())
    if problems.has_errors:
        statuses.append(ExitStatus.INVALID_INPUT)


def _coverage(rule_set: RuleSet, cases: tuple[ModelCase, ...]) -> Coverage:
    from evenhand.services.coverage import coverage_of

    return coverage_of(rule_set, (case.trace for case in cases))


# --- text ----------------------------------------------------------------------------------------------


def _text(
    rule_set: RuleSet, cases: tuple[ModelCase, ...], seen: Coverage | None, path: Path | None
) -> list[str]:
    wrong = [case for case in cases if not case.agrees]
    answers = sum(len(case.answers) for case in cases)
    if not cases:
        lines = [f"{rule_set.name}: there are no model cases{f' in {path} to run' if path else ''}."]
    else:
        lines = [f"{rule_set.name}: {_many(len(cases), 'model case')}, {_many(answers, 'expected answer')}."]
        verdict = f"{_many(len(wrong), 'case')} {'disagrees' if len(wrong) == 1 else 'disagree'}:"
        lines.append(verdict if wrong else "Every answer is as expected.")
    for case in wrong:
        lines += ["", f"  {case.title} ({case.id}, {case.file})"]
        for answer in case.answers:
            if not answer.agrees:
                lines.append(f"    {answer.area}: expected {answer.expected.grade}, found {answer.found}")
                if answer.expected.because:
                    lines.append(f"      expected because: {' '.join(answer.expected.because.split())}")
    if seen is not None:
        lines += ["", *_coverage_text(seen)]
    return [*lines, ""]


def _indent_of(line: str) -> str:
    """The spaces before the rest of a line that does not fit: two more than before its start."""
    return " " * (len(line) - len(line.lstrip()) + 2)


def _coverage_text(seen: Coverage) -> list[str]:
    rules, leaves = seen.rules_not_seen(), seen.leaves_not_seen()
    lines = [
        f"Rules seen both firing and not firing: {len(seen.rules) - len(rules)} of {len(seen.rules)}.",
        f"Conditions seen both true and false: {len(seen.leaves) - len(leaves)} of {len(seen.leaves)}.",
    ]
    for rule in rules:
        lines.append(f"  {rule.id} {rule.title}: {_never(rule.seen.true, rule.seen.false, 'fires')}")
    for leaf in leaves:
        where = "" if leaf.part.startswith("row ") else f" ({leaf.part})"
        lines.append(f"  {leaf.rule}{where}: {leaf.text}: {_never(leaf.seen.true, leaf.seen.false, 'true')}")
    return lines


def _never(true: int, false: int, word: str) -> str:
    fires = word == "fires"
    if not true and not false:
        return "never decided"
    if not true:
        return "never fires" if fires else "never true"
    return "always fires" if fires else "never false"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


# --- JSON ----------------------------------------------------------------------------------------------


def _json(rule_set: RuleSet, cases: tuple[ModelCase, ...], seen: Coverage | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "rules": {"id": rule_set.id, "version": rule_set.version, "hash": rule_set.hash},
        "cases": [_case_json(case) for case in cases],
        "disagree": sum(not case.agrees for case in cases),
    }
    if seen is not None:
        found["coverage"] = _coverage_json(seen)
    return found


def _case_json(case: ModelCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": case.title,
        "file": case.file,
        "agrees": case.agrees,
        "areas": {
            answer.area: {
                "expected": answer.expected.grade,
                "found": answer.found,
                "agrees": answer.agrees,
                "because": answer.expected.because,
            }
            for answer in case.answers
        },
    }


def _coverage_json(seen: Coverage) -> dict[str, Any]:
    return {
        "rules": [
            {
                "rule": rule.id,
                "title": rule.title,
                "fired": rule.seen.true,
                "not_fired": rule.seen.false,
                "undecided": rule.seen.unknown,
            }
            for rule in seen.rules.values()
        ],
        "conditions": [
            {
                "rule": leaf.rule,
                "part": leaf.part,
                "text": leaf.text,
                "true": leaf.seen.true,
                "false": leaf.seen.false,
                "unknown": leaf.seen.unknown,
            }
            for leaf in seen.leaves.values()
        ],
    }
