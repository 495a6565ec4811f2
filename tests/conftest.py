"""What all tests share: how hard the properties are tried, and where reference data is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from evenhand.services.workspace import Workspace, open_workspace
from journeys.program import environment
from ready import Ready

# No deadlines: two workers on a busy machine make a fast test slow now and then.
settings.register_profile("dev", max_examples=60, deadline=None)
settings.register_profile("ci", max_examples=120, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("slow", max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("EVENHAND_PROFILE", "dev"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the repository."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready | None]:
    """Runs the program without loading it each time; None where processes do not fork."""
    if not hasattr(os, "fork"):
        yield None
        return
    # A socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
        found = Ready(Path(folder) / "runs", environment())
        yield found
        found.close()


@pytest.fixture(scope="module")
def workspace(repository: Path) -> Workspace:
    """The rules, schemas and casebooks of the repository."""
    return open_workspace(repository)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data, which is not part of the repository."""
    named = os.environ.get("EVENHAND_DATA")
    if not named:
        pytest.skip("EVENHAND_DATA does not name the folder of reference data")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"EVENHAND_DATA names {folder}, which is not a folder")
    return folder
