"""A casebook by its name: what it says of itself, and where its cases are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes, did_you_mean
from evenhand.evidence import CasebookDocument
from evenhand.evidence.rows import BadRows, CsvRows, ParquetRows
from evenhand.services.casebook_grades import check_grades
from evenhand.services.cases import BUILT_IN_GROUPS
from evenhand.services.workspace import Workspace, shown_path
from evenhand.services.writing import reason
from evenhand.source import Node, key_place, place, read_as, read_file

CASEBOOK_FILE = "casebook.yaml"

_READERS: dict[str, type[CsvRows] | type[ParquetRows]] = {".csv": CsvRows, ".parquet": ParquetRows}


@dataclass(frozen=True)
class Casebook:
    """A casebook that can be read. `rows` is None where it is a folder of inspection files."""

    document: CasebookDocument
    node: Node
    file: str
    path: Path
    folder: Path
    rows: CsvRows | ParquetRows | None
    warnings: tuple[Diagnostic, ...] = ()
    """What is odd about it, and does not keep it from being read."""

    @property
    def id(self) -> str:
        """The id of the casebook."""
        return self.document.casebook

    def reference(self, written: str) -> str:
        """The rule set that the casebook names, a path among them taken from where the casebook lies."""
        beside = self.folder / written
        return str(beside) if is_path(written) and beside.exists() else written

    def inspection_files(self) -> list[Path]:
        """The inspection files, in order, where it has no rows."""
        found = [path for pattern in ("*.yaml", "*.yml") for path in self.folder.glob(pattern)]
        return sorted(path for path in found if path.name != CASEBOOK_FILE)


class Headed(Protocol):
    """Rows of which the names of the columns are known."""

    @property
    def head(self) -> tuple[str, ...]:
        """The names of the columns."""

    def place_in_head(self, column: str) -> Span:
        """Where a column is named."""


def open_casebook(name: str, workspace: Workspace, table: Headed | None = None) -> Casebook:
    """The casebook that `name` names: an id, or the path of its folder or file.

    Where its rows are in a `table` somewhere else, its own are left alone. Raises InvalidInput with every
    diagnostic of the casebook file, and of how it and its rows fit together.
    """
    found = casebook_at(_find(name, workspace))
    document, node = found.document, found.node
    problems = Problems()
    _check_words(found, workspace, problems)
    if table is not None:
        _check_columns(document, node, table, problems)
    elif document.rows is None:
        _check_without_rows(document, node, problems)
        if found.path.name != CASEBOOK_FILE:
            found = replace(found, folder=found.path.with_suffix(""))
    else:
        rows = _open_rows(document.rows, found.folder, node)
        _check_columns(document, node, rows, problems)
        found = replace(found, rows=rows)
    problems.raise_if_errors()
    _check_name(found, problems)
    return replace(found, warnings=problems.sorted())


def casebook_at(path: Path) -> Casebook:
    """What a casebook file says, its rows not opened. Raises InvalidInput with every diagnostic."""
    problems = Problems()
    node = read_file(path, problems, shown_as=shown_path(path))
    document = None if node is None else read_as(CasebookDocument, node, problems)
    problems.raise_if_errors()
    assert node is not None and document is not None
    return Casebook(document, node, shown_path(path), path, path.parent, None)


def is_path(reference: str) -> bool:
    """Whether a rule set is named by the path of its folder or amendment."""
    return "/" in reference or "\\" in reference or reference.endswith(".yaml")


def casebook_names(workspace: Workspace) -> list[str]:
    """The ids of the casebooks that can be found."""
    found = []
    for root in workspace.roots:
        folder = root / "casebooks"
        found += [path.parent.name for path in folder.glob(f"*/{CASEBOOK_FILE}")]
        found += [path.stem for path in folder.glob("*.yaml")]
    return sorted(set(found))


def casebook_id(folder: Path) -> str:
    """The id of a casebook in a folder: its name, as far as an id can hold it.

    >>> casebook_id(Path("my cases-2"))
    'my_cases_2'
    """
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", folder.name)
    return plain if plain[:1].isalpha() else f"casebook_{plain}"


def _find(name: str, workspace: Workspace) -> Path:
    given = Path(name)
    candidates = [given, given / CASEBOOK_FILE] if name else []
    if given.name:
        candidates.append(given.with_name(f"{given.name}.yaml"))
    if given.name and "/" not in name and "\\" not in name:
        folders = [root / "casebooks" for root in workspace.roots]
        candidates += [folder / name / CASEBOOK_FILE for folder in folders]
        candidates += [folder / f"{name}.yaml" for folder in folders]
    for path in candidates:
        try:
            if path.is_file() and path.suffix.lower() not in _READERS:
                return path
        except (OSError, ValueError):
            break
    hint = (_what_is_there(given) if name else None) or did_you_mean(name, casebook_names(workspace))
    raise InvalidInput([codes.UNKNOWN_CASEBOOK.at(None, name=name, hint=hint)])


def _what_is_there(given: Path) -> str | None:
    try:
        if given.is_dir():
            return f"there is no {CASEBOOK_FILE} in this folder"
        if given.is_file():
            return f"name the {CASEBOOK_FILE} that says what its columns hold"
    except (OSError, ValueError):
        pass
    return None


def _open_rows(name: str, folder: Path, node: Node) -> CsvRows | ParquetRows:
    span = place(node, ("rows",))
    path = folder / name
    reader = ParquetRows if path.is_dir() else _READERS.get(path.suffix.lower())
    if reader is None:
        problem = "it is neither a .csv nor a .parquet file, nor a folder of Parquet files"
        raise InvalidInput([codes.NO_ROWS_FILE.at(span, name=name, problem=problem)])
    try:
        return reader(path, shown_path(path))
    except OSError as error:
        raise InvalidInput([codes.NO_ROWS_FILE.at(span, name=name, problem=reason(error))]) from error
    except BadRows as bad:
        raise InvalidInput([rows_fault(bad, name)]) from bad


def rows_fault(bad: BadRows, name: str) -> Diagnostic:
    """What is wrong with a file of rows, at its place."""
    return codes.NO_ROWS_FILE.at(bad.span, name=name, problem=bad.problem, hint=bad.hint)


def named_columns(document: CasebookDocument) -> dict[tuple[str, ...], str]:
    """Every column that a casebook file names, by where it names it."""
    columns = document.columns
    if columns is None:
        return {}
    found: dict[tuple[str, ...], str] = {}
    for key in ("id", "provider", "framework", "on", "published", "cases"):
        name = getattr(columns, key)
        if name is not None:
            found["columns", key] = name
    for key in ("groups", "given", "awarded", "evidence", "previous", "departures", "graded_on"):
        for what, name in getattr(columns, key).items():
            found["columns", key, what] = name
    for name in columns.not_used:
        found["columns", "not_used", name] = name
    return found


def _check_words(casebook: Casebook, workspace: Workspace, problems: Problems) -> None:
    """The words that the casebook defines mean nothing else already."""
    document, node = casebook.document, casebook.node
    columns = document.columns
    if columns is None:
        return
    for at, name in enumerate(columns.groups):
        if name in BUILT_IN_GROUPS:
            # By its name in a mapping, by its number in a list.
            span = place(node, ("columns", "groups", name, at, "[key]"))
            hint = "give it another name, as in `groups: {NAME: COLUMN}`"
            problems.add(codes.RESERVED_GROUP.at(span, name=name, hint=hint))
    references = [casebook.reference(name) for name in document.rule_sets]
    others = columns.framework is not None or bool(columns.previous)
    check_grades(document.grades, node, references, workspace, problems, others=others)


def _check_name(casebook: Casebook, problems: Problems) -> None:
    """Its id is the name of its folder, as the file of an id of its own may lie anywhere."""
    folder = casebook.path.resolve().parent
    if casebook.path.name == CASEBOOK_FILE and casebook.id not in (folder.name, casebook_id(folder)):
        span = place(casebook.node, ("casebook",))
        hint = f"call it `{casebook_id(folder)}`, or rename the folder"
        problems.add(codes.OTHER_FOLDER.at(span, id=casebook.id, folder=folder.name, hint=hint))


def _check_without_rows(document: CasebookDocument, node: Node, problems: Problems) -> None:
    for key in ("framework", "frameworks", "columns", "grades", "assume"):
        if getattr(document, key):
            problems.add(codes.KEY_WITHOUT_ROWS.at(key_place(node, (key,)), key=key))


def _check_columns(document: CasebookDocument, node: Node, rows: Headed, problems: Problems) -> None:
    if document.columns is None:
        span = key_place(node, ("rows",))
        problems.add(codes.MISSING_KEY.at(span, key="columns", hint="say which column holds what"))
        return
    if document.framework is None and document.columns.framework is None:
        problems.add(codes.NO_FRAMEWORK_OF_CASES.at(key_place(node, ("columns",))))
    named = named_columns(document)
    for keys, name in named.items():
        if name not in rows.head:
            hint = did_you_mean(name, rows.head)
            problems.add(codes.COLUMN_MISSING.at(place(node, keys), name=name, hint=hint))
    for name in rows.head:
        if name not in named.values():
            problems.add(codes.COLUMN_UNNAMED.at(rows.place_in_head(name), name=name))
