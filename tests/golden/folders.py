"""The folders of golden rule sets. What a folder does not write itself it takes from `shared/`."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
EXPECTED_FILE = "expected.txt"


def folders(kind: str) -> list[Path]:
    """The folders of one kind, `good` or `bad`, by name."""
    return sorted(path for path in (HERE / kind).iterdir() if path.is_dir())


def files_of(folder: Path) -> dict[str, bytes]:
    """What is in a golden folder by file name, the shared schema and framework where it has none."""
    found = {path.name: path.read_bytes() for path in sorted((HERE / "shared").iterdir())}
    own = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != EXPECTED_FILE}
    return {**found, **own}
