"""Codes about the shape of a document: keys, kinds of value, simple values."""

from evenhand.diagnostics.diagnostic import code

UNKNOWN_KEY = code(
    "D001",
    "unknown key `{key}`",
    why="A key that nobody reads is usually a misspelling, and what it says would be lost without a word.",
    bad="titel: Managers keep a grip",
    good="title: Managers keep a grip",
)
MISSING_KEY = code(
    "D002",
    "`{key}` is missing here",
    why="The file cannot be understood without it.",
    bad="when: caseload_mean > 18\nthen: {at_most: good}",
    good="title: Caseloads are high\nwhen: caseload_mean > 18\nthen: {at_most: good}",
)
WRONG_SHAPE = code(
    "D003",
    "expected {expected} here, found {found}",
    why="Each place in a file takes text, a list or a set of keys, and nothing else.",
    bad="areas: leaders",
    good="areas:\n  - leaders\n  - help_and_protection\n  - care_leavers",
)
NOT_ALLOWED = code(
    "D004",
    "`{value}` is not one of the words allowed here",
    why="Some places take one of a few words, so that every reader understands the same.",
    bad="hit: frist",
    good="hit: first",
)
NOT_A_DATE = code(
    "D005",
    "`{value}` is not a date",
    why="Which rules are in force depends on the date, so it must be a real day.",
    bad="on: 13/05/2024",
    good="on: 2024-05-13",
)
NOT_YES_OR_NO = code(
    "D006",
    "expected `yes` or `no`, found `{value}`",
    why="Only `yes` and `no` are read as an answer; `true`, `on` and `1` stay text.",
    bad="may_not_apply: true",
    good="may_not_apply: yes",
)
NOT_A_WHOLE_NUMBER = code(
    "D007",
    "expected a whole number, found `{value}`",
    why="Counts, decimal places and points are whole numbers.",
    bad="places: 1.5",
    good="places: 1",
)
NOT_AN_ID = code(
    "D008",
    "`{value}` cannot be an id",
    why="Ids are letters, digits and underscores, beginning with a letter, so that they can stand in a rule.",
    bad="area: 3-4",
    good="area: three_to_four",
)
RESERVED_WORD = code(
    "D009",
    "`{value}` is a word of the rule language and cannot be an id",
    why="A name that is also a word of the language would make a condition mean two things.",
    bad="area: least",
    good="area: least_help",
)
EMPTY_LIST = code(
    "D010",
    "this list is empty",
    why="A list with nothing in it says nothing; leave the key out or fill it.",
    bad="levels: []",
    good="levels: [weak, strong]",
)
EMPTY_TEXT = code(
    "D011",
    "this text is empty",
    why="An empty title, reason or name tells a reader nothing.",
    bad='title: ""',
    good="title: Managers keep a grip",
)
PERIOD_REVERSED = code(
    "D012",
    "the period ends on {end}, before it begins on {start}",
    why="Nothing can be in force on no day at all.",
    bad="in_force: {from: 2023-01-01, to: 2022-12-31}",
    good="in_force: {from: 2023-01-01, to: 2023-12-31}",
)
