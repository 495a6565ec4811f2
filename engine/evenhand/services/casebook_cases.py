"""The cases of a casebook, some at a time: from the rows of its file, or from its inspection files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, codes, did_you_mean
from evenhand.evidence import EvidenceSchema
from evenhand.evidence.rows import BadRows, CsvRows, ParquetRows
from evenhand.services.case_rows import RowReader
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebooks import Casebook, named_columns, rows_fault
from evenhand.services.cases import Cases
from evenhand.services.grade_words import GradeWords
from evenhand.services.inspection_cases import cases_of
from evenhand.services.inspections import load_inspection
from evenhand.services.rejects import Rejects, free_name
from evenhand.services.workspace import Workspace
from evenhand.source import key_place, place

CHUNK = 1 << 18
"""How many cases are read at a time."""

CSV_CHUNK = 1 << 15
"""The same of a CSV file: its rows are kept as text until they are checked."""

Told = Callable[[int], None]
"""Is told how many rows were read so far."""


@dataclass(frozen=True)
class Outcome:
    """What there is to say once the cases of a casebook are read, and the file of rejected rows."""

    diagnostics: tuple[Diagnostic, ...]
    rejects: Path | None


@dataclass
class CaseReading:
    """The cases of one casebook while they are read, and what could not be."""

    casebook: Casebook
    workspace: Workspace
    case_rules: CaseRules
    rejects: Rejects = field(default_factory=Rejects)
    broken: list[Diagnostic] = field(default_factory=list)
    """What is wrong with inspection files that are left out."""
    read: int = 0
    words: GradeWords | None = None
    """Is told the words that stand for grades, where somebody wants them."""

    def cases(self, told: Told = lambda read: None) -> Iterator[Cases]:
        """The cases, some at a time. Raises InvalidInput where the casebook cannot be read at all."""
        rows = self.casebook.rows
        yield from self._inspections() if rows is None else self._rows(rows, told)
        if self.read == 0 and not self.broken:
            span = key_place(self.casebook.node, ("casebook",))
            raise InvalidInput([codes.EMPTY_CASEBOOK.at(span)])

    def _inspections(self) -> Iterator[Cases]:
        found = []
        ids: set[str] = set()
        for path in self.casebook.inspection_files():
            problems = Problems()
            inspection = load_inspection(path, self.workspace, problems)
            self.broken.extend(problems)
            if inspection is not None and inspection.id in ids:
                span = place(inspection.node, ("inspection", "id"))
                self.broken.append(codes.REPEATED_CASE.at(span, id=inspection.id))
            elif inspection is not None:
                ids.add(inspection.id)
                rules = self.case_rules.on(inspection.rules.rule_set, inspection.on)
                # Rules with thresholds of local policy stay apart from those of others.
                found.append(inspection if inspection.local else replace(inspection, rules=rules))
        self.read = len(found)
        if found:
            yield cases_of(found)

    def _rows(self, rows: CsvRows | ParquetRows, told: Told) -> Iterator[Cases]:
        self.check_rule_sets()
        try:
            reader = RowReader(self.casebook, self.case_rules, self.schema(), words=self.words)
            named = named_columns(self.casebook.document)
            asked = _columns(rows, set(named.values()) - set(reader.named.not_used))
            at_once = min(CHUNK, CSV_CHUNK) if isinstance(rows, CsvRows) else CHUNK
            lazily = {reader.named.id or ""} - {
                name for keys, name in named.items() if keys != ("columns", "id")
            }
            for chunk in rows.chunks(asked, at_once, lazily=frozenset(lazily)):
                cases, rejected = reader.read(chunk)
                self.rejects.add(rejected)
                self.read += chunk.rows
                told(self.read)
                yield cases
        except BadRows as bad:
            raise InvalidInput([rows_fault(bad, self.casebook.document.rows or "")]) from bad
        if self.read and not reader.unresolved:
            self.check_areas(reader.areas)

    def fetch(self, numbers: Sequence[int], evidence: bool) -> Cases:
        """The cases of some rows that follow closely on each other, by number; evidence only if asked for.

        They must be without faults.

        Raises InvalidInput where the file can no longer be read.
        """
        rows = self.casebook.rows
        assert rows is not None
        schema = self.schema() if evidence else None
        reader = RowReader(self.casebook, self.case_rules, schema, again=True)
        named = named_columns(self.casebook.document)
        left_out = {"not_used"} if evidence else {"not_used", "evidence"}
        asked = _columns(rows, {name for keys, name in named.items() if keys[1] not in left_out})
        first, last = min(numbers), max(numbers)
        try:
            chunk = rows.slice(asked, first - 1, last - first + 1)
        except BadRows as bad:
            raise InvalidInput([rows_fault(bad, self.casebook.document.rows or "")]) from bad
        return reader.read(chunk)[0].taken(np.array(numbers) - first)

    def outcome(self, rejects: Path | None, taken: Iterable[Path | None] = ()) -> Outcome:
        """What could not be read, told; rejected rows are written to `rejects`, or to a file named after it.

        The name of that file is none of those `taken`.
        """
        told = [*self.casebook.warnings, *self.broken, *self.rejects.diagnostics()]
        if not self.rejects.count:
            return Outcome(tuple(told), None)
        written = rejects or free_name(Path(f"{self.casebook.id}.rejects.csv"), taken)
        try:
            return Outcome((*told, self.rejects.write(written, self.read)), written)
        except InvalidInput as invalid:
            # What could be made of the other rows is not lost with the file.
            return Outcome((*told, *invalid.diagnostics), None)

    def check_rule_sets(self) -> None:
        """Every rule set that the casebook file names is there, so that its rows are not blamed for it."""
        problems = Problems()
        document = self.casebook.document
        named = {("frameworks", word): name for word, name in document.frameworks.items()}
        if document.framework is not None:
            named["framework",] = document.framework  # type: ignore[index]
        for keys, name in named.items():
            try:
                self.workspace.find(self.casebook.reference(name))
            except InvalidInput as invalid:
                span = place(self.casebook.node, keys)
                for told in invalid.diagnostics:
                    problems.add(replace(told, span=told.span or span))
        problems.raise_if_errors()

    def check_areas(self, known: set[str]) -> None:
        """Every area that the casebook names is one of a rule set that it names or a case is under."""
        problems = Problems()
        columns = self.casebook.document.columns
        assert columns is not None
        kinds = ("given", "awarded", "previous", "departures", "graded_on")
        named = {(key, area) for key in kinds for area in getattr(columns, key)}
        if any(area not in known for _, area in named):
            known = known | self._areas_of_named_rule_sets()
        for key, area in sorted(named):
            if area not in known:
                span = place(self.casebook.node, ("columns", key, area, "[key]"))
                hint = did_you_mean(area, known)
                problems.add(codes.UNKNOWN_AREA_OF_CASES.at(span, name=area, hint=hint))
        problems.raise_if_errors()

    def _areas_of_named_rule_sets(self) -> set[str]:
        """The areas of every rule set that the casebook file names, in all versions where it names none."""
        named = set(self.casebook.document.rule_sets)
        folders = [folder for folder in self.workspace.rule_set_folders() if {folder.id, folder.name} & named]
        return {area.id for folder in folders for area in self.workspace.load_folder(folder.path).areas}

    def schema(self) -> EvidenceSchema | None:
        """The evidence schema of the casebook's rule sets. Raises InvalidInput where they have several."""
        document = self.casebook.document
        if document.columns is None or not (document.columns.evidence or document.assume):
            return None
        declared = set(document.rule_sets)
        names = declared or {folder.name for folder in self.workspace.rule_set_folders()}
        found: dict[str, tuple[str, EvidenceSchema]] = {}
        for name in sorted(names):
            schema = self.workspace.rule_set(self.casebook.reference(name)).schema
            found.setdefault(schema.id, (name, schema))
        (name, first), *others = found.values()
        for other, schema in others:
            span = key_place(self.casebook.node, ("casebook",))
            hint = None if declared else "say under `frameworks` which rule sets its cases are under"
            told = codes.OTHER_SCHEMA.at(span, name=other, schema=schema.id, own=first.id, hint=hint)
            raise InvalidInput([told])
        return first


def _columns(rows: CsvRows | ParquetRows, asked: set[str]) -> frozenset[str]:
    """What to read of a file. Where nothing is asked, one column still tells how many rows there are."""
    return frozenset(asked or rows.head[:1])
