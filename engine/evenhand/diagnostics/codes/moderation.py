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
NO_SUCH_CASE = code(
    "M851",
    "the casebook `{casebook}` has no case `{id}`",
    why="A case is named by its id, as in the column of ids or under `inspection: id`. A row with faults is no "
    "case.",
    bad="evenhand precedents --case bradford-2014 --casebook published",
    good="evenhand precedents --case bradford-2014-05-23 --casebook published",
)
NO_DAY_TO_COUNT_FROM = code(
    "M852",
    "the day of `{id}` is not known, so years before and after it cannot be counted",
    why="`--within` counts years from the day of the inspection, or of its publication. Say with `--from` and "
    "`--to` which period is meant.",
    bad="evenhand precedents --case undated --casebook mine --within 3",
    good="evenhand precedents --case undated --casebook mine --from 2018-01-01",
)
