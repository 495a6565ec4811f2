"""Runs the commands that a page of the documentation shows, and compares what they print with what it shows.

A block marked `console` holds commands after `$ ` and all that they print, to the letter. A comment before a
block says what to do with the block's text:

    <!-- write: name -->           the text is a file
    <!-- add to: name -->          the text goes to the end of a file
    <!-- change in: name -->       the text replaces the line that has the same key
    <!-- session in: name -->      the text is a session of `evenhand live` with that file: what follows
                                   each `> ` is typed there, and the rest is what is shown

`python tests/console_pages.py PAGE...` writes what is really printed into the pages; read the difference.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parent.parent
DATA = ("casebooks", "evidence_schemas", "rules")

_FENCE = re.compile(r"```(\w*)\n(.*?)```\n", re.DOTALL)
_DIRECTIVE = re.compile(r"<!-- (write|add to|change in|session in): (\S+) -->\n+\Z")

_SESSION = """
import sys
from pathlib import Path
from evenhand.cli.live_prompt import tell
from evenhand.services.live import LiveInspection
from evenhand.services.workspace import open_workspace
with LiveInspection(Path(sys.argv[1]), open_workspace()) as live:
    for line in sys.argv[2:]:
        sys.stdout.write(f"> {line}\\n")
        tell(line, live)
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, text and place, and what to do with it."""

    language: str
    text: str
    start: int
    end: int
    action: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Difference:
    """A `console` block or a session, as the page shows it and as it really runs."""

    block: Block
    shown: str
    real: str


def blocks_of(page: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for found in _FENCE.finditer(page):
        said = _DIRECTIVE.search(page[: found.start()])
        action, file = (said[1], said[2]) if said else (None, None)
        yield Block(found[1], found[2], found.start(2), found.end(2), action, file)


def has_commands(page: str) -> bool:
    """Whether there is something to run on a page."""
    return any(block.language == "console" or block.action == "session in" for block in blocks_of(page))


def run_page(page: str, folder: Path, ready: Path | None = None) -> list[Difference]:
    """Run a page in `folder`, which holds what a fresh copy of the repository has.

    `ready` is the socket of tests/ready.py, for runs of the program that need not load it.
    """
    for name in DATA:
        shutil.copytree(TOP / name, folder / name)
    home = folder / ".bin"
    home.mkdir()
    python = shlex.quote(sys.executable)
    program = f"{python} -m evenhand"
    if ready is not None:
        program = f"{python} -S {shlex.quote(str(TOP / 'tests/ready.py'))} {shlex.quote(str(ready))}"
    for name, runs in (("evenhand", program), ("python", python)):
        script = home / name
        script.write_text(f'#!/bin/sh\nexec {runs} "$@"\n')
        script.chmod(0o755)
    environment = {
        "PATH": f"{home}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(TOP / "engine"),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
    }
    found: list[Difference] = []
    status = 0
    for block in blocks_of(page):
        if block.action == "session in":
            typed = re.findall(r"^> (.*)$", block.text, re.MULTILINE)
            ran = _run([sys.executable, "-u", "-c", _SESSION, str(block.file), *typed], folder, environment)
            found.append(Difference(block, block.text, ran.stdout))
            continue
        if block.file is not None:
            _put(folder / block.file, block)
        if block.language != "console":
            continue
        real = ""
        for command in re.findall(r"^\$ (.*(?:\\\n.*)*)$", block.text, re.MULTILINE):
            real += f"$ {command}\n"
            if command == "echo $?":
                real += f"{status}\n"
                continue
            ran = _run(["sh", "-c", command], folder, environment)
            status = ran.returncode
            real += ran.stdout
        found.append(Difference(block, block.text, real))
    return found


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def _put(path: Path, block: Block) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if block.action == "write":
        path.write_text(block.text, encoding="utf-8")
    elif block.action == "add to":
        path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
    else:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for line in block.text.splitlines(keepends=True):
            key = line.partition(":")[0]
            places = [place for place, old in enumerate(lines) if old.partition(":")[0] == key]
            assert len(places) == 1, f"{path.name} has {len(places)} lines with `{key}:`"
            lines[places[0]] = line
        path.write_text("".join(lines), encoding="utf-8")


def rewritten(page: str, folder: Path) -> str:
    """The page with what its commands really print."""
    for difference in reversed(run_page(page, folder)):
        block = difference.block
        if re.search(r"Traceback \(most recent|a fault of its own", difference.real):
            raise SystemExit(f"evenhand failed, so nothing is written:\n{difference.real}")
        page = page[: block.start] + difference.real + page[block.end :]
    return page


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        if has_commands(text):
            with tempfile.TemporaryDirectory() as folder:
                path.write_text(rewritten(text, Path(folder)), encoding="utf-8")
