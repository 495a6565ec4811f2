"""Codes of moderation: a casebook, ratings or a sample that nothing can be made of."""

from evenhand.diagnostics.diagnostic import code

NOTHING_TO_MODERATE = code(
    "M801",
    "there is nothing to moderate: {problem}",
    why="Like cases can be compared only where people awarded grades, under a framework and in an area that "
    "cases of the casebook have.",
    bad="evenhand moderate published --area leadership",
    good="evenhand moderate published --area overall",
)
BAD_LISTS = code(
    "M802",
    "`{name}` is neither a workbook (.xlsx) nor a folder",
    why="The lists of a moderation are several: sheets of one workbook, or CSV files in a folder.",
    bad="evenhand moderate published --lists lists.csv",
    good="evenhand moderate published --lists lists.xlsx",
)
UNKNOWN_GRADERS = code(
    "M841",
    "the casebook has no group `{name}` that could say who graded",
    why="Severity is by how much one grader awards otherwise than the others, so each case has to say whose it "
    "is: in a column that the casebook names under `groups`, as a code and never as a name.",
    bad="evenhand moderate published --graders inspector",
    good="evenhand moderate published --graders lead",
)
