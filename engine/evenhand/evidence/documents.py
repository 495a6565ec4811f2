"""Evidence schemas and inspection files as people write them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from evenhand.domain import Source
from evenhand.source import Day, Document, Id, Text, Whole, Words, YesNo


class SourceDocument(Document):
    """Where something comes from."""

    document: Words = Field(description="The document, by its title")
    part: Words | None = Field(None, description="Part, paragraph or page")
    url: Words | None = Field(None, description="Where it is published")

    def as_source(self) -> Source:
        """The same, as the engine keeps it."""
        return Source(self.document, self.part, self.url)


class ItemDocument(Document):
    """One evidence item."""

    type: Literal["number", "count", "share", "level", "choice", "yes_no"] = Field(
        description="What kind of value is recorded"
    )
    title: Words = Field(description="A short name, as readers see it")
    section: Id | None = Field(None, description="Which section of forms and pages it stands in")
    unit: Words | None = Field(
        None, description="Unit; days, weeks, months, years, hours and working days are understood"
    )
    places: Whole | None = Field(None, description="How many decimals a number keeps")
    min: Text | None = Field(None, description="The least value there can be")
    max: Text | None = Field(None, description="The greatest value there can be")
    better: Literal["higher", "lower", "neither"] | None = Field(
        None, description="Which direction is better for children"
    )
    levels: list[Id] | None = Field(None, min_length=1, description="Levels, worst or lowest first")
    level_titles: dict[str, str] | None = None
    points: list[Whole] | None = Field(None, description="A whole number for each level, for arithmetic")
    options: list[Id] | None = Field(None, min_length=1, description="The choices, in no order")
    option_titles: dict[str, str] | None = None
    may_not_apply: YesNo = Field(False, description="Whether the item may not exist for an inspection")
    question: Words | None = Field(None, description="The question to ask")
    found_in: Words | None = Field(None, description="Where the answer is usually found")
    of: Words | None = Field(None, description="What the denominator counts")
    sampled: YesNo = Field(False, description="Whether a share comes from a sample unless it says otherwise")
    changeable: YesNo = Field(True, description="Whether a provider can change it when asked")
    weight: Text | None = Field(
        None, description="How much it counts where past cases are compared: 1 unless said, 0 for not at all"
    )
    computed: Words | None = Field(None, description="How it is computed from other items")
    from_cases: Words | None = Field(None, description="How it is counted from case records")
    source: SourceDocument | None = None
    note: Words | None = None


class SchemaDocument(Document):
    """An evidence schema file."""

    schema_: Id = Field(alias="schema", description="The id of the schema: the name of its file")
    version: Words = "1"
    title: Words
    description: Words | None = None
    source: SourceDocument | None = None
    note: Words | None = None
    sections: dict[Id, Words] = Field(default_factory=dict, description="Sections in order: id and title")
    case_record: dict[Id, ItemDocument] = Field(default_factory=dict, description="One row a sampled case")
    items: dict[Id, ItemDocument] = Field(min_length=1)


class HeaderDocument(Document):
    """Which inspection it is."""

    id: Words
    provider: Words | None = None
    framework: Words | None = Field(None, description="`ilacs`, or with a version `ilacs@2023`")
    on: Day = Field(description="The date that decides which rules are in force")
    kind: Words | None = None
    groups: dict[str, str] = Field(default_factory=dict)


class EntryDocument(Document):
    """One recording of one item."""

    value: Text | None = None
    unknown: Text | None = Field(
        None, description="not looked at, sources conflict, looked and could not tell, or suppressed"
    )
    source: Words | None = None
    on: Day | None = None
    note: Words | None = None
    by: Words | None = None
    sampled: YesNo | None = None
    settles: YesNo = False


class ListedEntryDocument(EntryDocument):
    """One recording in the list form."""

    item: str


class AssumptionDocument(Document):
    """A value that is assumed and not recorded."""

    value: Text
    because: Words


class PreviousDocument(Document):
    """The previous inspection."""

    on: Day | None = None
    grades: dict[str, str]


def _form(written: object) -> str:
    """Which of two forms was written, so that only what is wrong with that one is told."""
    return "text" if isinstance(written, str) else "keys"


PreviousForm = Annotated[
    Annotated[PreviousDocument, Tag("keys")] | Annotated[Literal["none"], Tag("text")],
    Discriminator(_form),
]
"""The previous inspection, or `none`."""


class DepartureDocument(Document):
    """A recorded departure. An empty reason is told apart from a missing one later."""

    reason: str | None = None
    by: Words
    second: Words | None = None
    on: Day | None = None


class ExpectationDocument(Document):
    """What a model case expects of one area."""

    grade: Words
    because: Words | None = None


ExpectationForm = Annotated[
    Annotated[ExpectationDocument, Tag("keys")] | Annotated[Words, Tag("text")], Discriminator(_form)
]
"""What is expected, with a reason or as a word alone."""


class LocalValueDocument(Document):
    """A threshold set by local policy."""

    value: Text
    because: Words | None = None


class InspectionDocument(Document):
    """An inspection file (contracts.md)."""

    inspection: HeaderDocument
    evidence: Any = Field(
        default_factory=list, description="A list of entries, or a set of items with their values"
    )
    cases: Words | None = Field(None, description="A CSV file with one row a sampled case, beside this file")
    given: dict[str, str] = Field(default_factory=dict)
    assume: dict[str, AssumptionDocument] = Field(default_factory=dict)
    previous: PreviousForm | None = None
    draft: dict[str, str] = Field(default_factory=dict)
    departures: dict[str, DepartureDocument] = Field(default_factory=dict)
    expected: dict[str, ExpectationForm] = Field(default_factory=dict)
    parameters: dict[str, LocalValueDocument] = Field(default_factory=dict)
