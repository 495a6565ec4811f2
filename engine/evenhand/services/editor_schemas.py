"""The JSON Schema that a new inspection file names in its first line, for an editor to complete it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from evenhand.language import RuleSet
from evenhand.services.json_schemas import FOLDER, json_schema
from evenhand.services.workspace import Workspace
from evenhand.services.writing import write_result

MODELINE = "# yaml-language-server: $schema="
"""How a YAML file tells an editor which JSON Schema it follows; a path is taken from where the file lies."""


@dataclass(frozen=True)
class EditorSchema:
    """A JSON Schema as a file names it. `text` is what to write at `path`, if it is not there."""

    named: str
    path: Path
    text: str

    @property
    def first_line(self) -> str:
        """The line that names the schema."""
        return f"{MODELINE}{self.named}\n"

    def is_there(self) -> bool:
        """Whether something lies where the schema belongs."""
        return self.path.exists()

    def is_current(self) -> bool:
        """Whether the file that is there says what would be written."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return False
        return bool(found == json.loads(self.text))

    def write(self) -> None:
        """Write the schema. Raises InvalidInput where it is there, or cannot be written."""
        write_result(self.path, self.text.encode())


def inspection_schema(file: Path, rule_set: RuleSet, workspace: Workspace) -> EditorSchema:
    """The schema for an inspection file under `rule_set`: the workspace's own copy, else one beside the file.

    A path to the installed program would hold on one machine only, and its copy knows no rule sets of yours.
    """
    id = rule_set.schema.id
    name = f"inspection.{id}.schema.json"
    text = json.dumps(
        json_schema("inspection", workspace, id, also=(rule_set,)), indent=1, ensure_ascii=False
    )
    folder = file.parent.resolve()
    for root in workspace.roots:
        shared = root / FOLDER / name
        if folder.is_relative_to(root) and shared.is_file():
            named = Path(os.path.relpath(shared, folder))
            return EditorSchema(named.as_posix(), file.parent / named, text + "\n")
    return EditorSchema(name, file.parent / name, text + "\n")
