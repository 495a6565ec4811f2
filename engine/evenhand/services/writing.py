"""Writing a result to a file: all of it or nothing, and never over something else unasked."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import IO

from evenhand.diagnostics import InvalidInput, codes

OR_OVERWRITE = "choose another name, or add --overwrite"
"""The hint of commands that can be told to replace what is there."""


def check_free(path: Path, hint: str = "choose another name") -> None:
    """Raise InvalidInput where a file is there already: told before long work, and not after it."""
    _check_name(path)
    if path.is_file():
        raise InvalidInput([codes.FILE_EXISTS.at(None, path=path.as_posix(), hint=hint)])


def write_result(
    path: Path, written: bytes | IO[bytes], *, replace: bool = False, hint: str = "choose another name"
) -> None:
    """Write a whole file, or leave what was there as it was. An open file is copied from where it stands.

    Raises InvalidInput where the file is already there (unless `replace`), with `hint`, or where it cannot be
    written.
    """
    _check_name(path)
    try:
        folder, there, plain = path.is_dir(), path.exists(), path.is_file()
    except OSError as error:
        raise cannot_write(path, reason(error)) from error
    if folder:
        raise cannot_write(path, "it is a folder", "name a file inside it")
    if there and not plain:
        # A pipe or device has nothing to keep whole.
        _write(path, path, written)
        return
    if there and not replace:
        raise InvalidInput([codes.FILE_EXISTS.at(None, path=path.as_posix(), hint=hint)])
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write(path, beside, written)
        _put_in_place(path, beside, replace)
    finally:
        beside.unlink(missing_ok=True)


def _check_name(path: Path) -> None:
    """What is written as `-` is meant to go to standard output, and never to a file of that name."""
    if path == Path("-"):
        raise cannot_write(path, "it stands for standard output, and a file is needed", "name a file")


def save(path: Path, written: bytes) -> None:
    """Replace a file that is worked on: at once, kept when the power fails, the version before beside it.

    The version before is `NAME.bak`. Only one may save a file at a time: whoever does holds a lock. Raises
    InvalidInput where it cannot be written; both files are then as they were.
    """
    before = path.with_name(f"{path.name}.bak")
    # Names that stay the same, so that what a power cut leaves is overwritten by the next save.
    beside, before_beside = (one.with_name(f".{one.name}.part") for one in (path, before))
    try:
        there = path.exists()
        if there and not os.access(path, os.W_OK):
            raise cannot_write(path, "it is read-only")
        _keep(beside, written)
        if there:
            _keep(before_beside, path.read_bytes())
            for one in (beside, before_beside):
                shutil.copymode(path, one)
            before_beside.replace(before)
        beside.replace(path)
        keep_names(path.parent)
    except FileNotFoundError as error:
        folder = path.parent.as_posix()
        raise cannot_write(path, f"there is no folder `{folder}`", "make the folder first") from error
    except OSError as error:
        raise cannot_write(path, reason(error)) from error
    finally:
        for one in (beside, before_beside):
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)


def _keep(path: Path, written: bytes) -> None:
    """Write a file so that it is there when the power fails."""
    with path.open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())


def keep_names(folder: Path) -> None:
    """Make the names in a folder last when the power fails, where the system has a way to."""
    with contextlib.suppress(OSError):
        # A folder cannot be opened on Windows, which keeps its names by itself.
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def is_stream(path: Path) -> bool:
    """Whether what is written there goes elsewhere, as into a pipe or device."""
    try:
        return path.exists() and not path.is_file() and not path.is_dir()
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make a folder, and those above it. Raises InvalidInput where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise cannot_write(path, "a file is in its place or above it, and a folder is needed") from error
    except OSError as error:
        raise cannot_write(path, reason(error)) from error


def free_folder(folder: Path) -> Path:
    """The folder, if it is new or empty: told before long work. Raises InvalidInput."""
    path = Path(os.path.abspath(folder))
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise folder_taken(folder)
        if path.exists() and path.samefile(Path.cwd()):
            raise cannot_write(folder, "it is the current folder", "name a folder that is to be made")
    except OSError as error:
        raise cannot_write(folder, reason(error)) from error
    return path


def folder_taken(folder: Path) -> InvalidInput:
    """What to raise where a folder that is to be made holds something."""
    hint = "choose another name"
    return InvalidInput([codes.FOLDER_NOT_EMPTY.at(None, path=folder.as_posix(), hint=hint)])


def _write(path: Path, to: Path, written: bytes | IO[bytes]) -> None:
    try:
        with to.open("wb") as file:
            if isinstance(written, bytes):
                file.write(written)
            else:
                shutil.copyfileobj(written, file)
    except BrokenPipeError:
        # The reader of a pipe went away: there is nothing wrong with its name.
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        folder = path.parent.as_posix()
        raise cannot_write(path, f"there is no folder `{folder}`", "make the folder first") from error
    except OSError as error:
        raise cannot_write(path, reason(error)) from error


def _put_in_place(path: Path, beside: Path, replace: bool) -> None:
    try:
        if replace:
            beside.replace(path)
            return
        try:
            # A link fails where a file has appeared meanwhile; a rename would replace it.
            os.link(beside, path)
        except FileExistsError as error:
            raise InvalidInput([codes.FILE_EXISTS.at(None, path=path.as_posix())]) from error
        except OSError:
            beside.replace(path)
    except OSError as error:
        raise cannot_write(path, reason(error)) from error


def cannot_write(path: Path, problem: str, hint: str | None = None) -> InvalidInput:
    """What to raise where a file cannot be written."""
    return InvalidInput([codes.CANNOT_WRITE.at(None, path=path.as_posix(), problem=problem, hint=hint)])


def reason(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return (error.strerror or str(error)).lower()
