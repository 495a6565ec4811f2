"""Floor 2: evidence schemas, recorded values, profiles and case samples."""

from evenhand.evidence.case_samples import CaseSample, read_case_sample
from evenhand.evidence.casebook_documents import CasebookDocument, ColumnsDocument
from evenhand.evidence.csv_files import BadCsv, csv_rows, other_separator
from evenhand.evidence.documents import (
    DepartureDocument,
    ExpectationDocument,
    InspectionDocument,
    LocalValueDocument,
    PreviousDocument,
    SchemaDocument,
    SourceDocument,
)
from evenhand.evidence.profiles import (
    PlacedEntry,
    build_profile,
    read_assumptions,
    read_entries,
)
from evenhand.evidence.schema import EvidenceSchema
from evenhand.evidence.schema_reader import read_schema
from evenhand.evidence.values import BadValue, bounds_in_words, in_bounds, read_cell, read_reason, read_value

__all__ = [
    "BadCsv",
    "BadValue",
    "CaseSample",
    "CasebookDocument",
    "ColumnsDocument",
    "DepartureDocument",
    "EvidenceSchema",
    "ExpectationDocument",
    "InspectionDocument",
    "LocalValueDocument",
    "PlacedEntry",
    "PreviousDocument",
    "SchemaDocument",
    "SourceDocument",
    "bounds_in_words",
    "build_profile",
    "csv_rows",
    "in_bounds",
    "other_separator",
    "read_assumptions",
    "read_case_sample",
    "read_cell",
    "read_entries",
    "read_reason",
    "read_schema",
    "read_value",
]
