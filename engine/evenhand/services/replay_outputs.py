"""The files that a replay writes: each of its own, and none in the place of one that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from evenhand.diagnostics import InvalidInput, Problems, codes
from evenhand.services.casebooks import Casebook, is_path
from evenhand.services.inspections import load_inspection
from evenhand.services.workspace import Workspace
from evenhand.services.writing import cannot_write

OTHER_NAME = "choose another name"


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, whether it is there already or not.

    >>> same_file(Path("moved.csv"), Path("results/../moved.csv"))
    True
    """
    try:
        # Some systems take `Page.html` and `page.html` for one name.
        return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))
    except OSError:
        return False


def named_twice(outputs: Mapping[str, Path | None]) -> tuple[str, str] | None:
    """The first two options that name the same file to write; None where there are none."""
    named = [(option, path) for option, path in outputs.items() if path is not None]
    for at, (option, path) in enumerate(named):
        for earlier, other in named[:at]:
            if same_file(path, other):
                return earlier, option
    return None


def check_outputs(outputs: Iterable[Path | None], casebook: Casebook, workspace: Workspace) -> None:
    """Nothing that is written takes the place of what is read: told before the work, and not after it.

    What is read are the casebook file, its rows (or inspections with their samples of cases), and every file
    of rules. Raises InvalidInput.
    """
    written = [path for path in outputs if path is not None]
    if not written:
        return
    rows = _rows(casebook)
    read = [casebook.path, *_rules(casebook, workspace)]
    if rows is None:
        read += _inspections(casebook, workspace, written)
    for path in written:
        if rows is not None and same_file(path, rows):
            raise _refused(path, "it holds the rows of this casebook")
        if rows is not None and rows.is_dir() and rows.resolve() in path.resolve().parents:
            raise cannot_write(path, "it would lie among the rows of this casebook", OTHER_NAME)
        if any(same_file(path, one) for one in read):
            raise _refused(path, "this replay reads it")


def _rows(casebook: Casebook) -> Path | None:
    """The file or folder that the casebook names, even where the rows of a table take its place."""
    name = casebook.document.rows
    return None if name is None else casebook.folder / name


def _inspections(casebook: Casebook, workspace: Workspace, written: list[Path]) -> list[Path]:
    """The inspection files, and the samples of cases that they name."""
    found = casebook.inspection_files()
    if any(path.suffix.lower() == ".csv" and path.is_file() for path in written):
        # They are read for it only where a sample could be meant; what is wrong with them is told later.
        for path in list(found):
            inspection = load_inspection(path, workspace, Problems())
            if inspection is not None and inspection.cases_name is not None:
                found.append(path.parent / inspection.cases_name)
    return found


def _rules(casebook: Casebook, workspace: Workspace) -> list[Path]:
    for name in casebook.document.rule_sets:
        if is_path(name):
            try:
                # What lies outside of the workspace counts once it is loaded.
                workspace.rule_set(casebook.reference(name))
            except InvalidInput:
                # It is told where the rows are read.
                continue
    return list(workspace.files())


def _refused(path: Path, hint: str) -> InvalidInput:
    return InvalidInput([codes.FILE_EXISTS.at(None, path=path.as_posix(), hint=hint)])
