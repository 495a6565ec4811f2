"""Codes about evidence: schemas, recorded values, case samples."""

from evenhand.diagnostics.diagnostic import code

UNKNOWN_ITEM = code(
    "E201",
    "unknown evidence item `{name}`",
    why="Only items of the evidence schema can be recorded: rules read no others.",
    bad="evidence:\n  - {item: casload_mean, value: 17.2}",
    good="evidence:\n  - {item: caseload_mean, value: 17.2}",
)
BAD_VALUE = code(
    "E202",
    "`{value}` is not a value of `{item}`: expected {expected}",
    why="A value of the wrong kind would be compared with thresholds that it has nothing to do with.",
    bad="- {item: caseload_mean, value: high}",
    good="- {item: caseload_mean, value: 17.2}",
)
OUT_OF_BOUNDS = code(
    "E203",
    "`{value}` is outside what `{item}` can be: {bounds}",
    why="A value outside the declared bounds is a slip of the pen until someone changes the bounds.",
    bad="- {item: caseload_mean, value: 172}",
    good="- {item: caseload_mean, value: 17.2}",
)
BAD_SHARE = code(
    "E204",
    "`{value}` is not a share: {problem}",
    why="A share is some of a whole: `31 of 40`, or a percentage up to 100%.",
    bad="- {item: children_seen_alone, value: 43 of 40}",
    good="- {item: children_seen_alone, value: 31 of 40}",
)
TOO_MANY_PLACES = code(
    "E205",
    "`{value}` has more decimals than `{item}` keeps ({places})",
    why="Thresholds are set for values of a declared precision; more decimals would be compared as if they meant something.",
    bad="- {item: caseload_mean, value: 17.23}",
    good="- {item: caseload_mean, value: 17.2}",
)
ALWAYS_APPLIES = code(
    "E206",
    "`{item}` always applies",
    why="Only an item that says `may_not_apply: yes` in its schema can be recorded as not applying.",
    bad="- {item: caseload_mean, value: does not apply}",
    good="- {item: caseload_mean, unknown: not looked at}",
)
UNKNOWN_REASON = code(
    "E207",
    "`{reason}` is not a reason for not knowing",
    why="Why something is unknown decides whether it can still be settled.",
    bad="- {item: caseload_mean, unknown: dunno}",
    good="- {item: caseload_mean, unknown: not looked at}",
)
COMPUTED_RECORDED = code(
    "E208",
    "`{item}` is computed from other items and cannot be recorded",
    why="Two answers to one question would not agree for long.",
    bad="- {item: plans_late, value: 4}   # computed: reviews_late + visits_late",
    good="- {item: reviews_late, value: 4}",
)
SETTLED_WITHOUT_NOTE = code(
    "E209",
    "an entry that settles a conflict of sources needs a `note`",
    why="Someone will ask why one source was believed and not the other.",
    bad="- {item: caseload_mean, value: 17.2, settles: yes}",
    good="- {item: caseload_mean, value: 17.2, settles: yes, note: counted again from the lists}",
)
VALUE_AND_UNKNOWN = code(
    "E210",
    "`{item}` has both a value and a reason for not knowing it",
    why="It is one or the other.",
    bad="- {item: caseload_mean, value: 17.2, unknown: not looked at}",
    good="- {item: caseload_mean, value: 17.2}",
)
NEITHER_VALUE_NOR_UNKNOWN = code(
    "E211",
    "`{item}` has neither a `value` nor `unknown`",
    why="An entry that says nothing may be one that lost its value.",
    bad="- {item: caseload_mean, source: Annex A}",
    good="- {item: caseload_mean, value: 17.2, source: Annex A}",
)
SETTLED_TWICE = code(
    "E212",
    "`{item}` is settled by two entries that disagree",
    why="A conflict of sources has one settled value.",
    bad=(
        "- {item: visits_late, value: 1, settles: yes, note: counted again}\n"
        "- {item: visits_late, value: 2, settles: yes, note: and again}"
    ),
    good=(
        "- {item: visits_late, value: 1, settles: yes, note: counted again}\n- {item: visits_late, value: 2}"
    ),
)
SOURCES_CONFLICT_ALONE = code(
    "E213",
    "`{item}` says that sources conflict, and another entry gives it a value",
    why="Record what each source says, and the conflict is found; or record that they conflict.",
    bad="- {item: visits_late, unknown: sources conflict}\n- {item: visits_late, value: 2}",
    good=(
        "- {item: visits_late, value: 1, source: lists}\n- {item: visits_late, value: 2, source: interviews}"
    ),
)
BAD_ITEM = code(
    "E220",
    "item `{item}`: {problem}",
    why="An item's type, bounds and names must fit together, or no value could be checked against it.",
    bad="caseload_mean: {type: number, title: Mean caseload, better: lower, levels: [low, high]}",
    good="caseload_mean: {type: number, title: Mean caseload, better: lower}",
)
UNKNOWN_SECTION = code(
    "E221",
    "unknown section `{name}`",
    why="Forms and pages show items by section; one without a place would not be shown.",
    bad="section: workfroce   # sections: {workforce: Workforce}",
    good="section: workforce   # sections: {workforce: Workforce}",
)
CASES_UNREADABLE = code(
    "E230",
    "the case sample cannot be read: {problem}",
    why="Items that are counted from cases need the file that `cases:` names, beside the inspection file.",
    bad="cases: case.csv   # the file is called cases.csv",
    good="cases: cases.csv",
)
CASES_UNKNOWN_COLUMN = code(
    "E231",
    "unknown column `{name}` in the case sample",
    why="A column that the schema's case record does not have would be passed over without a word.",
    bad="case,child_sen\nC1,yes",
    good="case,child_seen\nC1,yes",
)
CASES_RAGGED = code(
    "E232",
    "cells in this row: {found}; in the head: {expected}",
    why="With a cell missing or too many, values may stand under the wrong head.",
    bad="case,child_seen\nC1,yes,no",
    good="case,child_seen\nC1,yes",
)
CASES_REPEATED = code(
    "E233",
    "{what} `{name}` stands twice in the case sample",
    why="A case counted twice changes every share.",
    bad="case,child_seen\nC1,yes\nC1,yes",
    good="case,child_seen\nC1,yes\nC2,yes",
)
CASES_NOT_IN_SCHEMA = code(
    "E234",
    "the evidence schema `{schema}` has no case record",
    why="Nothing says what the columns of a case sample would mean.",
    bad="cases: cases.csv   # and the schema has no `case_record`",
    good="cases: cases.csv   # and the schema says what a row of it holds",
)
