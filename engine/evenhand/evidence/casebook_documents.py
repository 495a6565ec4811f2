"""Casebook files as people write them: what the cases are, and what each column of their rows holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from evenhand.evidence.documents import AssumptionDocument, SourceDocument
from evenhand.source import Document, Id, Whole, Words


def _each_by_its_own_name(written: object) -> object:
    """A list of names stands for columns that are called as what they hold."""
    if isinstance(written, list) and all(isinstance(name, str) for name in written):
        return {name: name for name in written}
    return written


_BY_NAME: dict[str, Any] = {
    "anyOf": [
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ]
}

Columns = Annotated[dict[str, str], BeforeValidator(_each_by_its_own_name), WithJsonSchema(_BY_NAME)]
"""Columns by what they hold: a set of names with their columns, or a list where the two are the same."""


class ColumnsDocument(Document):
    """Which column of the rows holds what."""

    id: Words | None = Field(
        None, description="A name of its own for each case. Without it: `row 1`, `row 2` and so on"
    )
    provider: Words | None = Field(None, description="Who was inspected")
    framework: Words | None = Field(None, description="Which rule set each case is under")
    on: Words | None = Field(None, description="The day of the inspection, as 2024-05-13")
    published: Words | None = Field(None, description="The day on which it was published")
    cases: Words | None = Field(None, description="How many cases were sampled")
    groups: Columns = Field(default_factory=dict, description="What cases can be told apart by")
    given: Columns = Field(default_factory=dict, description="Areas whose grades are taken as they are")
    awarded: Columns = Field(default_factory=dict, description="Areas with the grade that people awarded")
    evidence: Columns = Field(default_factory=dict, description="Evidence items")
    previous: Columns = Field(
        default_factory=dict, description="Areas with the grade of the inspection before"
    )
    departures: Columns = Field(
        default_factory=dict,
        description="Areas with the reason why the grade awarded departs from what is proposed",
    )
    graded_on: Columns = Field(
        default_factory=dict,
        description="Areas with the day on which each was graded, where not all were graded on one",
    )
    not_used: list[str] = Field(default_factory=list, description="Columns that are there and are not read")


class CasebookDocument(Document):
    """A casebook file. Without `rows`, it is about the folder of inspection files beside it."""

    casebook: Id = Field(description="The id of the casebook: the name of its folder")
    title: Words
    kind: Literal["real", "model", "synthetic"] = Field(
        description="Real: published or recorded. Model: written by hand. Synthetic: generated."
    )
    source: SourceDocument
    licence: Words = Field(description="Under which licence the cases may be used")
    attribution: Words | None = Field(None, description="The words that the licence asks for")
    note: Words | None = None
    rows: Words | None = Field(
        None,
        description="A CSV or Parquet file beside this one, or a folder of Parquet files; one row a case",
    )
    framework: Words | None = Field(None, description="The rule set of all cases: `ilacs`, or `ilacs@2023`")
    frameworks: dict[str, Words] = Field(
        default_factory=dict, description="The rule set that each word in the framework column stands for"
    )
    columns: ColumnsDocument | None = None
    grades: dict[str, Id] = Field(
        default_factory=dict, description="The grade that each other word in the rows stands for"
    )
    assume: dict[str, AssumptionDocument] = Field(default_factory=dict)
    suppress_below: Whole = Field(
        5, description="Counts of cases below this are not shown in tables by group; 1 for public facts"
    )

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The rule sets that the file names, each once."""
        own = () if self.framework is None else (self.framework,)
        return tuple(dict.fromkeys((*self.frameworks.values(), *own)))
