"""Codes of an inspection in progress: what is asked of it item by item, its file and its history."""

from evenhand.diagnostics.diagnostic import code

LINE_NOT_JSON = code(
    "L501",
    "this line is not one JSON object: {problem}",
    why="Other programs tell `evenhand live` one thing a line; a line that cannot be read changes nothing.",
    bad="{set: caseload_mean, value: 17.2}",
    good='{"set": "caseload_mean", "value": 17.2}',
)
NOT_AN_ACTION = code(
    "L502",
    "this does not say what to do: {problem}",
    why="Each step does one thing to one item, so that it can be told what followed from it, and be undone.",
    bad='{"item": "caseload_mean", "value": 17.2}',
    good='{"set": "caseload_mean", "value": 17.2}\n{"unknown": "caseload_mean", "reason": "suppressed"}\n'
    '{"withdraw": "caseload_mean"}\n{"undo": true}',
)
WHICH_SOURCE = code(
    "L503",
    "`{item}` is recorded from several sources, and this does not say which of them it corrects",
    why="A value corrects the one from the same source. Where sources differ, someone settles it and says why.",
    bad='{"set": "caseload_mean", "value": 17.2}   # Annex A says 16.8, and the provider 18',
    good='{"set": "caseload_mean", "value": 17.2, "source": "Annex A lists 6 to 8"}',
)
NOTHING_TO_UNDO = code(
    "L504",
    "there is nothing to undo",
    why="What was recorded here can be undone, step by step, also on a later day. What stood in the file before "
    "can only be changed or withdrawn, and what was undone is recorded again by hand.",
    bad='{"undo": true}   # before anything was recorded',
    good='{"set": "caseload_mean", "value": 17.2}\n{"undo": true}',
)
NOTHING_RECORDED = code(
    "L506",
    "nothing is recorded of `{item}`",
    why="Only what is recorded can be withdrawn; a slip of the pen in a name looks the same.",
    bad='{"withdraw": "caseload_mean"}   # not looked at yet',
    good='{"set": "caseload_mean", "value": 17.2}\n{"withdraw": "caseload_mean"}',
)
IN_USE = code(
    "L510",
    "`{path}` is open in another `evenhand live`",
    why="Two writers would overwrite each other.",
    bad="evenhand live EX-017.yaml   # in two windows",
    good="evenhand live EX-017.yaml   # in one",
)
BAD_HISTORY = code(
    "L511",
    "this is not a change that the history can hold: {problem}",
    why="The history says what was known when. It is written by `evenhand live` alone, each line following "
    "from those before.",
    bad='{"at": "yesterday"}',
    good='{"at": "2024-05-13T09:30:00Z", "by": "INS-4", "did": "set", "item": "caseload_mean", "was": [], '
    '"now": [{"value": "17.2"}]}',
)
FILE_CHANGED = code(
    "L512",
    "`{path}` was changed by other means, and has been read again",
    why="An editor may change the file meanwhile. What it wrote is kept, and noted in the history as found.",
    bad="evenhand live EX-017.yaml   # while an editor saves the file",
    good="evenhand live EX-017.yaml",
    severity="warning",
)
CANNOT_EDIT = code(
    "L513",
    "the evidence of this file cannot be changed in place",
    why="Items are written where they stand, so that comments and order stay. That needs lines to put them on.",
    bad="{inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}, evidence: []}",
    good="inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}\nevidence: []",
)
