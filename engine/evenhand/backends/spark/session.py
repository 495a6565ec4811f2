"""A Spark session: the one that there is, or one that is begun; and what Spark says went wrong, in a line."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAME = "evenhand replay"
"""What the application is called in lists of Spark."""


class SparkMissingError(Exception):
    """Spark cannot be used on this machine: `what` is missing, pyspark, pyarrow or java."""

    def __init__(self, what: str, problem: str) -> None:
        super().__init__(problem)
        self.what = what


class SparkFailedError(Exception):
    """Spark could not do what it was asked; the words are Spark's own, without where in its code."""


class WorkersLackError(Exception):
    """The workers of a cluster lack evenhand, or something that it needs."""


def open_session(master: str | None) -> SparkSession:
    """The session that there is, else one with `master`, or with the master that the environment says.

    Raises SparkMissingError, and SparkFailedError where no session can be had.
    """
    try:
        # pyspark itself does what is done here only where it finds the other two.
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissingError(error.name or "pyspark", str(error)) from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return _held_to(active, master)
    _check_java()
    # Python cannot be told apart on the workers by chance: they run the one that is called as this one is.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(NAME).config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        builder = builder.master(master)
    with _told_apart() as said, failures(said):
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
    return session


def _held_to(active: SparkSession, master: str | None) -> SparkSession:
    there = active.conf.get("spark.master", "")
    if master is not None and there != master:
        raise SparkFailedError(f"there is a session with {there} already, which cannot be given up")
    return active


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")
    if found is None:
        raise SparkMissingError("java", f"there is no Java in {home}" if home else "there is no Java")


@contextmanager
def _told_apart() -> Iterator[IO[bytes]]:
    """What Java writes to stderr goes to a file from now on: our own diagnostics are to be alone there."""
    with tempfile.TemporaryFile() as said:
        sys.stderr.flush()
        own = os.dup(2)
        try:
            os.dup2(said.fileno(), 2)
            yield said
        finally:
            os.dup2(own, 2)
            os.close(own)


@contextmanager
def failures(said: IO[bytes] | None = None) -> Iterator[None]:
    """Whatever Spark raises inside is raised as an error of this module. `said` is what Java wrote."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        problem = in_a_line(error)
        if said is not None and "JAVA_GATEWAY_EXITED" in str(error):
            said.seek(0)
            problem = _last_line(said.read().decode(errors="replace")) or problem
        raise (_lacking(str(error)) or SparkFailedError(problem)) from error


def _lacking(told: str) -> WorkersLackError | None:
    """What workers lack, going by what Spark tells of a part that failed."""
    module = re.search(r"ModuleNotFoundError: No module named '([\w.]+)'", told)
    if module is not None:
        return WorkersLackError(f"there is no {module[1]}")
    version = re.search(r"PYTHON_VERSION_MISMATCH\].*", told)
    if version is not None:
        return WorkersLackError(version[0].partition("] ")[2])
    required = re.search(r"\w+ >= [\d.]+ must be installed", told)
    return None if required is None else WorkersLackError(required[0])


def in_a_line(error: Exception) -> str:
    """What an error of Spark says, without the places in its code."""
    java: Any = getattr(error, "java_exception", None)
    told = str(error) if java is None else str(java.getMessage() or java.toString())
    python = re.findall(r"^\w[\w.]*(?:Error|Exception): .*$", told, flags=re.MULTILINE)
    if "Traceback (most recent call last)" in told and python:
        return str(python[-1]).strip()
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return lines[0].rstrip(".:") if lines else type(error).__name__


def _last_line(said: str) -> str | None:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line or "Exception" in line or "JAVA" in line]
    return next(iter(errors or lines), None)
