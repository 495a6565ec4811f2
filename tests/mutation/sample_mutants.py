"""Mutants of the core, sampled by a seed: which deliberate faults do the tests of the interpreter not see?

    .venv/bin/python tests/mutation/sample_mutants.py                    100 mutants, seed 2023, two at a time
    .venv/bin/python tests/mutation/sample_mutants.py --all              every mutant that can be made
    .venv/bin/python tests/mutation/sample_mutants.py --list             what would be run, without running it
    .venv/bin/python tests/mutation/sample_mutants.py --only grading.median_bounds
                                                                         those of one function

Each mutant is one small change to `grading.py`, `truth.py` or `interpreter.py`, made in a copy of the tree in
a temporary folder (the repository is never touched). A run is fail-fast: unit tests of evaluation first, then
the properties with a fixed seed. Each mutant is printed as it ends: killed, and by which test, or survived.
The exit status is 1 where a mutant survives that `README.md` beside this file does not list as equivalent.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from queue import Queue
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]
NOTES: Final = Path(__file__).with_name("README.md")
FOLDER: Final = Path("engine/evenhand/evaluation")
MODULES: Final = ("grading", "truth", "interpreter")
COPIED: Final = ("engine", "tests", "rules", "evidence_schemas", "casebooks", "pyproject.toml", "README.md")
# Left out: the measurement of the generators' spread, printing, and the tests that put faults in themselves.
SELECTION: Final = (
    "tests/unit/evaluation",
    "tests/property",
    "--ignore=tests/property/test_spread.py",
    "--ignore=tests/property/test_printing.py",
    "-k",
    "not is_caught",
)
TIMEOUT: Final = 600.0

# A property that fails has killed its mutant; making the example small would take longer than finding it.
PLUGIN: Final = """
from hypothesis import Phase, settings
settings.register_profile("unshrunk", phases=(Phase.explicit, Phase.generate))
settings.load_profile("unshrunk")
"""

# --- making mutants -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """One change: `start` to `end` (in bytes) of a module replaced by `text`."""

    module: str
    function: str
    line: int
    start: int
    end: int
    text: str
    before: str
    """The lines that change, as one line."""
    after: str

    @property
    def name(self) -> str:
        """Where and what, without the line number: the notes still hold when a line is put in above."""
        return f"{self.module}.{self.function} `{self.before}` -> `{self.after}`"

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.module}.py"

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.text.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line} {self.name}"


COMPARISONS: Final[Mapping[type[ast.cmpop], tuple[str, tuple[str, ...]]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
OPERATORS: Final = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.BitAnd: ("&", "|"),
    ast.LShift: ("<<", ">>"),
}
FUNCTIONS: Final = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "any_of": "all_of",
    "all_of": "any_of",
    "at_least": "at_most",
    "at_most": "at_least",
}
ATTRIBUTES: Final = {
    ("start", "worst"): "best",
    ("start", "best"): "worst",
    ("again", "worst"): "best",
    ("self", "known"): "provisional",
    ("self", "provisional"): "known",
    ("self", "steps"): "provisional_steps",
    ("self", "provisional_steps"): "steps",
}
ENUMS: Final = {
    "Truth": ("TRUE", "FALSE", "UNKNOWN"),
    "Existence": ("YES", "MAYBE", "NO"),
    "Judged": ("YES", "POSSIBLY", "NO"),
    "Conflict": ("NO", "POSSIBLE", "CERTAIN"),
    "Modality": ("SUPPORTS", "LIKELY", "AT_LEAST", "AT_MOST"),
    "Quantity": ("AT_LEAST", "AT_MOST", "EXACTLY"),
    "Ties": ("BETTER", "WORSE"),
}


class Maker:
    """Every mutant of one module. The random source only chooses which other member an enum gets."""

    def __init__(self, module: str, rng: random.Random) -> None:
        self.module = module
        self.rng = rng
        self.source = (REPOSITORY / FOLDER / f"{module}.py").read_bytes()
        self.line_starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.line_starts.append(self.line_starts[-1] + len(line))

    def mutants(self) -> list[Mutant]:
        """In the order of the file; of two that make the same module, the first."""
        found: dict[bytes, Mutant] = {}
        for part in self._parts(ast.parse(self.source)):
            self.function = getattr(part, "name", "(module)")
            nodes = list(self._live(part))
            self.places = {id(node.slice) for node in nodes if isinstance(node, ast.Subscript)}
            self.earlier = _set_earlier(nodes)
            for node in nodes:
                for mutant in (*self._of_expression(node), *self._of_statement(node)):
                    found.setdefault(mutant.applied(self.source), mutant)
        return sorted(found.values(), key=lambda mutant: (mutant.start, mutant.end, mutant.text))

    def _parts(self, tree: ast.Module) -> Iterator[ast.stmt]:
        """The functions and methods, and whatever stands beside them."""
        for statement in tree.body:
            if isinstance(statement, ast.ClassDef):
                yield from (each for each in statement.body if isinstance(each, ast.FunctionDef))
            else:
                yield statement

    def _live(self, node: ast.AST) -> Iterator[ast.AST]:
        """Every node that decides something: not annotations, decorators, imports or `assert_never`."""
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or isinstance(child, ast.Import | ast.ImportFrom):
                    continue
                if "assert_never" in ast.unparse(child) and isinstance(child, ast.Expr):
                    continue
                if _is_alias(child):
                    continue
                yield child
                yield from self._live(child)

    def _of_expression(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare(left, operators, rights):
                for before, operator, after in zip((left, *rights), operators, rights, strict=False):
                    written, others = COMPARISONS[type(operator)]
                    for other in others:
                        yield self._between(before, after, written, other, node)
            case ast.BoolOp(operator, values):
                written, other = ("and", "or") if isinstance(operator, ast.And) else ("or", "and")
                yield self._joined(node, values, written, other)
                for value in values:
                    kept = [self._text(each) for each in values if each is not value]
                    yield self._replace(node, "(" + f" {written} ".join(kept) + ")")
            case ast.UnaryOp(ast.Not(), operand):
                yield self._replace(node, f"({self._text(operand)})")
            case ast.UnaryOp(ast.USub(), operand):
                yield self._replace(node, self._text(operand))
            case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
                yield self._between(left, right, *OPERATORS[type(operator)], node)
            case ast.Constant(bool() as value):
                yield self._replace(node, str(not value))
            case ast.Subscript(value, ast.Constant(0 | 1 as place)):
                # The pairs of worst and best: the other of the two. Another place would not be there at all.
                yield self._replace(node, f"{self._text(value)}[{1 - place}]")
            case ast.Constant(int() as value) if id(node) not in self.places:
                yield self._replace(node, str(value + 1))
                yield self._replace(node, str(value - 1))
            case ast.Call(ast.Name(name) as function) if name in FUNCTIONS:
                yield self._replace(function, FUNCTIONS[name])
            case ast.Attribute(ast.Name(name), member) if member in ENUMS.get(name, ()):
                others = [other for other in ENUMS[name] if other != member]
                yield self._replace(node, f"{name}.{self.rng.choice(others)}")
            case ast.Attribute(ast.Name(of), name, ast.Load()) if (of, name) in ATTRIBUTES:
                yield self._replace(node, f"{of}.{ATTRIBUTES[of, name]}")
            case ast.IfExp(test, body, other) if not _turns(test):
                text = f"{self._text(other)} if {self._text(test)} else {self._text(body)}"
                yield self._replace(node, f"({text})")
            case ast.comprehension(ifs=[test]):
                yield self._replace(test, "True")
            case _:
                return

    def _of_statement(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.If(test, body, other):
                if not _turns(test):
                    yield self._replace(test, f"not ({self._text(test)})")
                if not other:
                    yield self._replace(test, "False")
                if len(body) == 1 and isinstance(body[0], ast.Return | ast.Continue | ast.Raise):
                    return
                yield self._replace(test, "True")
            case ast.AugAssign():
                yield self._replace(node, "pass")
            case ast.Expr(value) if not isinstance(value, ast.Constant):
                yield self._replace(node, "pass")
            case ast.Assign([ast.Subscript()]):
                yield self._replace(node, "pass")
            case ast.Assign() if node in self.earlier:
                yield self._replace(node, "pass")
            case _:
                return

    # --- places -----------------------------------------------------------------------------------------

    def _span(self, node: ast.AST) -> tuple[int, int]:
        at = self.line_starts
        return (
            at[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
            at[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
        )

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self.source[start:end].decode()

    def _mutant(self, start: int, end: int, text: str) -> Mutant:
        line = self.source.count(b"\n", 0, start) + 1
        first, last = self.source.rfind(b"\n", 0, start) + 1, self.source.find(b"\n", end)
        before = self.source[first:last].decode()
        after = self.source[first:start].decode() + text + self.source[end:last].decode()
        one_line = (re.sub(r"\s+", " ", lines).strip() for lines in (before, after))
        return Mutant(self.module, self.function, line, start, end, text, *one_line)

    def _replace(self, node: ast.AST, text: str) -> Mutant:
        return self._mutant(*self._span(node), text)

    def _between(self, left: ast.AST, right: ast.AST, written: str, other: str, whole: ast.AST) -> Mutant:
        """The operator between two operands, changed; the mutant shows the whole expression."""
        start, end = self._span(whole)
        gap, stop = self._span(left)[1], self._span(right)[0]
        operator = self.source[gap:stop].decode().replace(written, other, 1)
        text = self.source[start:gap].decode() + operator + self.source[stop:end].decode()
        return self._mutant(start, end, text)

    def _joined(self, node: ast.BoolOp, values: list[ast.expr], written: str, other: str) -> Mutant:
        start, end = self._span(node)
        text, at = "", start
        for left, right in pairwise(values):
            gap, stop = self._span(left)[1], self._span(right)[0]
            text += self.source[at:gap].decode()
            text += re.sub(rf"\b{written}\b", other, self.source[gap:stop].decode())
            at = stop
        return self._mutant(start, end, text + self.source[at:end].decode())


def _set_earlier(nodes: Sequence[ast.AST]) -> set[ast.Assign]:
    """Assignments to a name that has a value already, further out: what follows can run without them."""
    found = set()
    outermost: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            names = [each.id for each in ast.walk(node.targets[0]) if isinstance(each, ast.Name)]
            if any(outermost.setdefault(name, node.col_offset) < node.col_offset for name in names):
                found.add(node)
    return found


def _turns(test: ast.expr) -> bool:
    """Whether turning its one comparison round, a mutant of its own, says the opposite."""
    opposites = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq, ast.In, ast.NotIn)
    return isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], opposites)


def _is_alias(node: ast.AST) -> bool:
    """`Bounds = tuple[int, int]` and what documents it."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript) and node.col_offset == 0


def every_mutant(seed: int) -> list[Mutant]:
    rng = random.Random(seed)
    return [mutant for module in MODULES for mutant in Maker(module, rng).mutants()]


def say(*lines: object) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


# --- running them -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    mutant: Mutant
    word: str
    by: str
    seconds: float

    @property
    def survived(self) -> bool:
        return self.word == "survived"

    def __str__(self) -> str:
        by = f"  by {self.by}" if self.by else ""
        return f"{self.word:<8} {self.seconds:5.1f}s  {self.mutant}{by}"


def copy_tree(to: Path) -> Path:
    to.mkdir()
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source, to / name, ignore=ignored)
        else:
            shutil.copy(source, to / name)
    (to / "unshrunk.py").write_text(PLUGIN, encoding="utf-8")
    return to


def run_tests(tree: Path) -> tuple[str, str]:
    """`survived` or `killed`, and the test that failed."""
    command = [sys.executable, "-m", "pytest", *SELECTION, "-x", "-q", "--no-header", "--tb=no", "-rfE"]
    command += ["-p", "unshrunk", "-p", "no:cacheprovider", "--hypothesis-seed=1"]
    environment = {
        **os.environ,
        "EVENHAND_PROFILE": "dev",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join((str(tree), str(tree / "engine"))),
    }
    shutil.rmtree(tree / ".hypothesis", ignore_errors=True)
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return "killed", "time: the tests did not end"
    if done.returncode == 0:
        return "survived", ""
    failed = re.search(r"^(?:FAILED|ERROR) (?:\S*/)?(\S+)", done.stdout, re.MULTILINE)
    if done.returncode not in (1, 2) or failed is None:
        raise RuntimeError(f"the tests could not be run:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return "killed", failed[1]


def try_mutant(mutant: Mutant, trees: Queue[Path]) -> Verdict:
    tree = trees.get()
    try:
        path = tree / mutant.path
        source = path.read_bytes()
        began = time.monotonic()
        try:
            changed = mutant.applied(source)
            compile(changed, str(path), "exec")
            path.write_bytes(changed)
            word, by = run_tests(tree)
        finally:
            path.write_bytes(source)
        return Verdict(mutant, word, by, time.monotonic() - began)
    finally:
        trees.put(tree)


def listed_as_equivalent() -> set[str]:
    """The names of mutants that the notes explain: in code blocks, one a line."""
    if not NOTES.exists():
        return set()
    return {line.strip() for line in NOTES.read_text(encoding="utf-8").splitlines()}


def run(mutants: Sequence[Mutant], workers: int) -> list[Verdict]:
    with tempfile.TemporaryDirectory(prefix="evenhand-mutants-") as folder:
        trees: Queue[Path] = Queue()
        for number in range(workers):
            trees.put(copy_tree(Path(folder) / f"tree{number}"))
        check_the_ground(trees)
        verdicts = []
        with ThreadPoolExecutor(workers) as pool:
            for verdict in pool.map(lambda mutant: try_mutant(mutant, trees), mutants):
                say(verdict)
                verdicts.append(verdict)
        return verdicts


def check_the_ground(trees: Queue[Path]) -> None:
    """The tests pass on an unchanged copy, and they do run the copy: one that is broken fails."""
    tree = trees.get()
    word, by = run_tests(tree)
    if word != "survived":
        raise SystemExit(f"the tests fail without any mutant: {by}")
    path = tree / FOLDER / "truth.py"
    source = path.read_bytes()
    path.write_bytes(source + b"\nraise RuntimeError('this copy is the one that runs')\n")
    word, _ = run_tests(tree)
    path.write_bytes(source)
    if word != "killed":
        raise SystemExit("the tests do not run the copy of the tree")
    trees.put(tree)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=2023)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="every mutant, not a sample")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only mutants whose names begin so")
    asked = parser.parse_args()

    every = every_mutant(asked.seed)
    if asked.only:
        chosen = [mutant for mutant in every if mutant.name.startswith(tuple(asked.only))]
    elif asked.all:
        chosen = every
    else:
        chosen = random.Random(asked.seed).sample(every, min(asked.count, len(every)))
        chosen.sort(key=lambda mutant: (MODULES.index(mutant.module), mutant.start, mutant.end))
    say(f"{len(chosen)} of {len(every)} mutants, seed {asked.seed}")
    if asked.list:
        say(*chosen)
        return 0

    verdicts = run(chosen, asked.workers)
    survivors = [verdict.mutant for verdict in verdicts if verdict.survived]
    explained = listed_as_equivalent()
    say(f"\n{len(verdicts) - len(survivors)} killed, {len(survivors)} survived")
    for mutant in survivors:
        say(f"{'explained' if mutant.name in explained else 'not explained'}: {mutant}")
    return int(any(mutant.name not in explained for mutant in survivors))


if __name__ == "__main__":
    sys.exit(main())
