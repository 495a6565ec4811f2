"""`evenhand verify`: what a rule set can and can never do, over every possible inspection."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.help import add_command
from evenhand.cli.numbers import number
from evenhand.cli.options import JsonOption
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.diagnostics import Diagnostic, Problems
    from evenhand.language import RuleSet
    from evenhand.language.claims import StatedClaim
    from evenhand.services.verify import Answered, Verification

HELP = """Verify rule sets over every possible inspection.

Whether limits ever leave no grade; where no rule speaks; whether every rule, and every row of a table,
can fire, matters, and does not always fire; whether every grade can be reached; whether better evidence can
ever lower a grade; and whether the claims in claims.yaml hold. What need not hold is waived in waivers.yaml,
with a reason.

What does not hold is shown by a made-up inspection, with as little recorded as was found. What is verified
is all that can be recorded in full, on one day: dated thresholds have the values of that day, and those of
local policy the values of the rule set.

Exit status: 0 everything holds or is waived; 1 something does not hold; 3 a file cannot be used, or a
waiver is not needed; 4 the time limit leaves something open."""

EXAMPLES = (
    "evenhand verify ilacs@2023",
    'evenhand verify ilacs@2023 --claim "always overall is at most leaders"',
    "evenhand verify rules/amendments/ties_and_cap_2023.yaml -o witnesses",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, verify, help=HELP, examples=EXAMPLES)


def verify(
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
    claim: Annotated[
        list[str] | None,
        typer.Option(
            "--claim",
            metavar="TEXT",
            help="A claim to verify besides those in claims.yaml. May be given several times.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        datetime.datetime | None,
        typer.Option(
            "--on",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="The day whose rules are verified. Without it: today, or the nearest day in force.",
            show_default=False,
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", metavar="S", parser=number(0.001), help="How many seconds each question may take."
        ),
    ] = 10.0,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FOLDER",
            help="Write each of these inspections to a file in this folder, which must be new or empty.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Verify rule sets."""
    session = session_of(context, as_json=as_json)
    from evenhand.diagnostics import InvalidInput, Problems
    from evenhand.services.rule_sets import rule_set_in_force
    from evenhand.services.verify import Verification, day_to_verify
    from evenhand.services.writing import free_folder, make_folder

    # Told at once, and not when the work is done.
    if folder is not None:
        free_folder(folder)
        make_folder(folder)
    day = datetime.date.today() if on is None else on.date()
    statuses: list[ExitStatus] = []
    reports: list[dict[str, Any]] = []
    several = not references or len(references) > 1
    for reference in dict.fromkeys(references or _all(session, statuses)):
        problems = Problems()
        try:
            path = rule_set_in_force(session.workspace, reference, day)
            rule_set = session.workspace.load(path)
            if on is not None and not rule_set.in_force.holds(day):
                raise InvalidInput([_out_of_force(rule_set, day)])
            verification = Verification(
                rule_set,
                session.workspace,
                problems,
                on=day_to_verify(rule_set, day),
                amendment=session.workspace.amendment_at(path),
                claims=_claims(claim or [], rule_set, problems),
                seconds=time_limit,
            )
            named = reference if path == Path(reference) else rule_set.name
            own = folder if folder is None or not several else folder / rule_set.name.replace("@", "-")
            reports += _verified(verification, named, own, as_json, statuses)
        except InvalidInput as invalid:
            problems.extend(invalid.diagnostics)
        session.tell(problems.sorted())
        if problems.has_errors:
            statuses.append(ExitStatus.INVALID_INPUT)
    if as_json:
        output.result_json("verify", {"obligations": reports})
    raise typer.Exit(overall(statuses))


def _out_of_force(rule_set: RuleSet, day: datetime.date) -> Diagnostic:
    """What to tell of a day that was asked for on which a rule set is not in force."""
    from evenhand.diagnostics import codes

    start, end = rule_set.in_force.start or "the beginning", rule_set.in_force.end or "now"
    hint = f"{rule_set.name} from {start} to {end}"
    return codes.NO_VERSION_IN_FORCE.at(None, name=rule_set.name, day=day, hint=hint)


def _all(session: Session, statuses: list[ExitStatus]) -> list[str]:
    """The names of all rule sets, and the paths of all amendments. What cannot be listed is told."""
    from evenhand.diagnostics import Problems
    from evenhand.services.rule_sets import listed_rule_sets

    problems = Problems()
    names = [folder.name for folder in listed_rule_sets(session.workspace, problems)]
    names += [file.path.as_posix() for file in session.workspace.amendment_files(problems)]
    session.tell(problems.sorted())
    if problems.has_errors:
        statuses.append(ExitStatus.INVALID_INPUT)
    return names


def _claims(texts: list[str], rule_set: RuleSet, problems: Problems) -> list[StatedClaim]:
    from evenhand.services.claims import claim_given

    given = (claim_given(text, rule_set, problems) for text in texts)
    return [claim for claim in given if claim is not None]


def _verified(
    verification: Verification,
    reference: str,
    folder: Path | None,
    as_json: bool,
    statuses: list[ExitStatus],
) -> list[dict[str, Any]]:
    """Verify one rule set and tell what was found; gives the JSON of each obligation."""
    label = f"Verifying {verification.rules.rule_set.name}"
    answers = list(output.with_bar(verification.answers(), len(verification), label))
    statuses += [status_of(one) for one in answers]
    files = _written(answers, verification, reference, folder)
    if as_json:
        from evenhand.services.verification_json import answer_json

        return [answer_json(one, verification.rules, files.get(at, ())) for at, one in enumerate(answers)]
    from evenhand.services.verification_words import verification_document

    output.result_document(verification_document(verification.rules, answers, files))
    return []


def _written(
    answers: list[Answered], verification: Verification, reference: str, folder: Path | None
) -> dict[int, tuple[Path, ...]]:
    """Write the witnesses, where a folder was named for them."""
    if folder is None:
        return {}
    from evenhand.services.verification_files import write_witnesses

    return write_witnesses(answers, verification.rules, reference, folder)


def status_of(one: Answered) -> ExitStatus:
    """What one obligation adds to the exit status."""
    from evenhand.verification import Result

    if not one.is_open:
        return ExitStatus.DONE
    return ExitStatus.UNDECIDED if one.found.result is Result.UNDECIDED else ExitStatus.TO_REPORT
