"""What `import evenhand` promises: check inspections, explain them and keep records, from Python."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.diagnostics import Problems
from evenhand.explanation import Depth, explain_area, explain_inspection, render_text
from evenhand.language import Amendment, RuleSet
from evenhand.services.check import Checked, check_file
from evenhand.services.views import view_of
from evenhand.services.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from evenhand.services.replay_casebook import Replayed


def load_rule_set(
    reference: str, on: datetime.date | None = None, *, workspace: Workspace | None = None
) -> RuleSet:
    """The rule set named `ilacs@2023`, `ilacs` (in force on `on`, or the latest), or by a path.

    Raises InvalidInput with every diagnostic.

    >>> [area.id for area in load_rule_set("ilacs@2018").areas]
    ['leaders', 'help_and_protection', 'children_in_care', 'overall', 'next_inspection']
    """
    return (workspace or open_workspace()).rule_set(reference, on)


def load_amendment(path: Path | str, *, workspace: Workspace | None = None) -> Amendment:
    """The amendment in a file: what it amends, its changes, and the rule set that they make.

    `amended(amendment.base, changes)` makes some of its changes. Raises InvalidInput with every diagnostic.
    """
    return (workspace or open_workspace()).amendment(Path(path))


def check(inspection: Path | str, *, rules: str | None = None, workspace: Workspace | None = None) -> Checked:
    """Check one inspection file: its trace, and how each draft stands to what is proposed.

    `rules` names a rule set to use in place of the one that the file names. Raises InvalidInput with every
    diagnostic, among them departures that do not fit what was decided.
    """
    problems = Problems()
    found = check_file(Path(inspection), workspace or open_workspace(), problems, rules)
    problems.raise_if_errors()
    if found is None:
        raise RuntimeError(f"{inspection} was not checked, and no diagnostic says why")
    return found


def replay_casebook(
    name: Path | str,
    *,
    before: str = "own",
    after: str = "awarded",
    area: str | None = None,
    by: str | None = None,
    sweep: str | None = None,
    provisional: bool = False,
    keep_departures: bool = False,
    rejects: Path | None = None,
    workspace: Workspace | None = None,
) -> Replayed:
    """Replay a casebook, named by its id or its path, from one side to the other.

    A side is `own` (the rules that each case was judged under), a rule set or amendment, or `awarded`. `by`
    tells cases apart, `sweep` tries a threshold as `NAME=a:b:step`, and with `provisional` a case that is
    undecided counts at its provisional grade. With `keep_departures`, one with a recorded departure keeps the
    grade awarded under any rules. Rows that cannot be used are in `diagnostics`, and are written to `rejects`
    or to a file named after the casebook. Raises InvalidInput where nothing can be replayed.

    >>> replay_casebook("published", area="overall").replay.areas["overall"].tally.same
    419
    """
    from evenhand.services import replay_casebook as service

    return service.replay_casebook(
        str(name),
        workspace or open_workspace(),
        before=before,
        after=after,
        area=area,
        by=by,
        sweep=sweep,
        provisional=provisional,
        keep_departures=keep_departures,
        rejects=rejects,
    )


def explain(checked: Checked, area: str | None = None, *, width: int = 88) -> str:
    """A checked inspection in English: a paragraph for each area, or the whole page of one.

    Raises KeyError for an area that the rule set does not have.
    """
    view = view_of(checked)
    if area is not None:
        return render_text(explain_area(checked.trace, area, view), width=width)
    return render_text(explain_inspection(checked.trace, view, Depth.PARAGRAPH), width=width)
