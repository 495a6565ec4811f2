"""Writing a result to a file: all of it or nothing, and never over something else unasked."""

from __future__ import annotations

import os
from pathlib import Path

from evenhand.diagnostics import InvalidInput, codes


def write_result(
    path: Path, written: bytes, *, replace: bool = False, hint: str = "choose another name"
) -> None:
    """Write a whole file, or leave what was there as it was.

    Raises InvalidInput where the file is already there (unless `replace`), with `hint`, or where it cannot be
    written.
    """
    try:
        folder, there, plain = path.is_dir(), path.exists(), path.is_file()
    except OSError as error:
        raise _cannot(path, _reason(error)) from error
    if folder:
        raise _cannot(path, "it is a folder", "name a file inside it")
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
        raise _cannot(path, "a file is in its place or above it, and a folder is needed") from error
    except OSError as error:
        raise _cannot(path, _reason(error)) from error


def _write(path: Path, to: Path, written: bytes) -> None:
    try:
        to.write_bytes(written)
    except BrokenPipeError:
        # The reader of a pipe went away: there is nothing wrong with its name.
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        folder = path.parent.as_posix()
        raise _cannot(path, f"there is no folder `{folder}`", "make the folder first") from error
    except OSError as error:
        raise _cannot(path, _reason(error)) from error


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
        raise _cannot(path, _reason(error)) from error


def _cannot(path: Path, problem: str, hint: str | None = None) -> InvalidInput:
    return InvalidInput([codes.CANNOT_WRITE.at(None, path=path.as_posix(), problem=problem, hint=hint)])


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
