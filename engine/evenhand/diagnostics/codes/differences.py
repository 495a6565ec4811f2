"""Codes of rule sets that are compared over every possible inspection."""

from evenhand.diagnostics.diagnostic import code

UNLIKE_SCHEMAS = code(
    "V801",
    "`{before}` reads evidence of `{schema}`, and `{after}` of `{other}`",
    why="Two rule sets are compared over the inspections that both can decide. An item of another evidence schema "
    "may mean something else, even where it has the same name.",
    bad="evenhand diff ilacs@2023 sccif@2017",
    good="evenhand diff ilacs@2018 ilacs@2023",
)
