"""Where rules, evidence schemas and casebooks are: a given folder, the current one, or the bundled copy."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes, did_you_mean
from evenhand.evidence import EvidenceSchema, read_schema
from evenhand.language import (
    FRAMEWORK_FILE,
    Amendment,
    AmendmentDocument,
    FrameworkDocument,
    RuleSet,
    WrittenAmendment,
    check_amendment,
    is_path,
    load_rule_set,
    read_amendment,
)
from evenhand.source import read_as, read_bytes, read_file

_BUNDLED = Path(__file__).resolve().parent.parent / "_bundled"
AMENDMENTS_FOLDER = "amendments"
"""Where amendments lie, among the folders of rule sets."""

MOST_ON_TOP = 20
"""How many amendments may stand on top of each other."""

_CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class RuleSetFolder:
    """A rule set that can be loaded: its names, days in force, and folder."""

    id: str
    version: str
    title: str
    status: str
    start: datetime.date | None
    end: datetime.date | None
    path: Path

    @property
    def name(self) -> str:
        """`ilacs@2023`."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class AmendmentFile:
    """An amendment that lies in the workspace: its id, its title, what it amends, and its file."""

    id: str
    title: str
    amends: str
    path: Path

    @property
    def name(self) -> str:
        """How it is named where a rule set is: `ilacs@2023+ID`, or its path where it amends another file."""
        return shown_path(self.path) if is_path(self.amends) else f"{self.amends}+{self.id}"


@dataclass
class Workspace:
    """The folders that hold rules, evidence schemas and casebooks, in the order they are searched.

    Rule sets and schemas are read once and kept. `_broken` holds what is wrong with framework files.
    """

    roots: tuple[Path, ...]
    _schemas: dict[str, EvidenceSchema] = field(default_factory=dict)
    _rule_sets: dict[Path, RuleSet] = field(default_factory=dict)
    _amendments: dict[Path, Amendment] = field(default_factory=dict)
    _folders: tuple[RuleSetFolder, ...] | None = None
    _broken: dict[Path, tuple[Diagnostic, ...]] = field(default_factory=dict)

    # --- finding files -------------------------------------------------------------------------------

    def schema_paths(self) -> dict[str, Path]:
        """Evidence schemas by id; an earlier folder hides a later one."""
        found: dict[str, Path] = {}
        for root in self.roots:
            for path in sorted((root / "evidence_schemas").glob("*.yaml")):
                found.setdefault(path.stem, path)
        return found

    def casebook_path(self, name: str) -> Path | None:
        """The folder of a casebook by id."""
        for root in self.roots:
            path = root / "casebooks" / name
            if path.is_dir():
                return path
        return None

    def files(self) -> dict[Path, bytes]:
        """Every file of rules and evidence schemas that it holds, and of those loaded from elsewhere."""
        problems = Problems()
        found: dict[Path, bytes] = {}
        folders = dict.fromkeys([*(path.parent for path in self.framework_files()), *self._rule_sets])
        for folder in folders:
            for name, text in _files_in(folder, problems).items():
                found[(folder / name).resolve()] = text
        for root in self.roots:
            for path in [*(root / "evidence_schemas").glob("*.yaml"), *_amendments_in(root)]:
                found[path] = read_bytes(path, problems, shown_as=shown_path(path)) or b""
        for path in self._amendments:
            found[path] = read_bytes(path, problems, shown_as=shown_path(path)) or b""
        return found

    def framework_files(self) -> Iterator[Path]:
        """The framework file of every rule set, broken ones among them."""
        for root in self.roots:
            yield from sorted((root / "rules").glob(f"*/*/{FRAMEWORK_FILE}"))

    def rule_set_folders(self) -> tuple[RuleSetFolder, ...]:
        """Every rule set that can be found, by name; broken ones are left out here."""
        if self._folders is None:
            found: dict[str, RuleSetFolder] = {}
            for path in self.framework_files():
                problems = Problems()
                folder = _describe(path, problems)
                if folder is None:
                    self._broken[path.parent] = problems.sorted()
                else:
                    found.setdefault(folder.name, folder)
            self._folders = tuple(sorted(found.values(), key=lambda folder: folder.name))
        return self._folders

    def broken_frameworks(self, meant: str = "") -> list[Diagnostic]:
        """What is wrong with the framework files that cannot be used.

        Where the folders of some are named as in `meant`, only those are told: any of them could be meant.
        """
        self.rule_set_folders()
        named = [path for path in self._broken if meant in (path.parent.name, _name_of(path))]
        return [diagnostic for path in named or self._broken for diagnostic in self._broken[path]]

    def amendment_files(self, problems: Problems) -> tuple[AmendmentFile, ...]:
        """The amendments under `rules/amendments`, by name; what is wrong with the others is added."""
        found: dict[str, AmendmentFile] = {}
        for root in self.roots:
            for path in _amendments_in(root):
                node = read_file(path, problems, shown_as=shown_path(path))
                document = None if node is None else read_as(AmendmentDocument, node, problems)
                if document is not None:
                    file = AmendmentFile(document.amendment, document.title, document.amends, path)
                    found.setdefault(path.name, file)
        return tuple(found.values())

    # --- loading -------------------------------------------------------------------------------------

    def schema(self, id: str, problems: Problems) -> EvidenceSchema | None:
        """An evidence schema by id; None when there is none or it has problems (which are added)."""
        if id not in self._schemas:
            path = self.schema_paths().get(id)
            text = None if path is None else read_bytes(path, problems, shown_as=shown_path(path))
            found = None if path is None or text is None else read_schema(text, shown_path(path), problems)
            if found is None:
                return None
            self._schemas[id] = found
        return self._schemas[id]

    def rule_set(self, reference: str, on: datetime.date | None = None) -> RuleSet:
        """The rule set that `reference` names: `ilacs@2023`, `ilacs` (in force on `on`), or a path.

        A path leads to a rule set's folder or to an amendment. Raises InvalidInput with every diagnostic.
        """
        return self.load(self.find(reference, on))

    def find(self, reference: str, on: datetime.date | None = None) -> Path:
        """The folder or amendment of the rule set that `reference` names. Raises InvalidInput."""
        path = Path(reference)
        if is_path(reference) or _is_there(path):
            if path.suffix == ".yaml" and not _is_there(path):
                raise InvalidInput([_no_file(path)])
            if not _is_amendment(path) and not _is_there(path / FRAMEWORK_FILE):
                raise InvalidInput([codes.NO_RULE_SET_FILES.at(None, path=reference)])
            return path
        if "+" in reference:
            return self._find_amended(reference)
        folders = self.rule_set_folders()
        exact = [folder for folder in folders if folder.name == reference]
        if exact:
            return self._not_shadowed(exact[0])
        versions = [folder for folder in folders if folder.id == reference]
        if not versions:
            known = [*(folder.name for folder in folders), *(folder.id for folder in folders)]
            hint = did_you_mean(reference, known)
            unknown = codes.UNKNOWN_RULE_SET.at(None, name=reference, hint=hint)
            raise InvalidInput([unknown, *self.broken_frameworks(reference)])
        if on is None:
            return self._not_shadowed(max(versions, key=lambda folder: folder.start or datetime.date.min))
        for folder in versions:
            if (folder.start or datetime.date.min) <= on <= (folder.end or datetime.date.max):
                return self._not_shadowed(folder)
        dates = "; ".join(
            f"{folder.name} from {folder.start or 'the beginning'} to {folder.end or 'now'}"
            for folder in versions
        )
        missing = codes.NO_VERSION_IN_FORCE.at(None, name=reference, day=on, hint=dates)
        broken = self.broken_frameworks(reference) if self._has_broken_version(reference) else []
        raise InvalidInput([missing, *broken])

    def _find_amended(self, reference: str) -> Path:
        """The amendment under `rules/amendments` that makes a rule set of this name. Raises InvalidInput."""
        problems = Problems()
        files = self.amendment_files(problems)
        wanted = reference.rpartition("+")[2]
        for file in files:
            if file.id == wanted and self.amendment(file.path).rule_set.name == reference:
                return file.path
        names = [file.name for file in files]
        unknown = codes.UNKNOWN_RULE_SET.at(None, name=reference, hint=did_you_mean(reference, names))
        raise InvalidInput([unknown, *problems.sorted()])

    def _not_shadowed(self, found: RuleSetFolder) -> Path:
        """The folder found, unless a broken one may be the one meant. Raises InvalidInput."""
        for path, diagnostics in self._broken.items():
            if _name_of(path) == found.name:
                raise InvalidInput(diagnostics)
        return found.path

    def _has_broken_version(self, id: str) -> bool:
        return any(path.parent.name == id for path in self._broken)

    def load(self, path: Path) -> RuleSet:
        """The rule set in a folder, or that of an amendment. Raises InvalidInput with every diagnostic."""
        return self.amendment(path).rule_set if _is_amendment(path) else self.load_folder(path)

    def amendment(self, path: Path) -> Amendment:
        """The amendment in a file, checked. Raises InvalidInput with every diagnostic."""
        return self._amendment(path, ())

    def amendment_at(self, path: Path) -> Amendment | None:
        """The amendment at a path that `find` gave, or None where a rule set of its own lies there."""
        return self.amendment(path) if _is_amendment(path) else None

    def _amendment(self, path: Path, above: tuple[Path, ...]) -> Amendment:
        key = path.resolve()
        if key not in self._amendments:
            problems = Problems()
            text = read_bytes(path, problems, shown_as=shown_path(path))
            written = None if text is None else read_amendment(text, shown_path(path), problems)
            if written is None:
                raise InvalidInput(problems.sorted())
            base, below = self._amended_by(written, path, (*above, key))
            if below is not None and written.document.amendment in [one.id for one in below.chain]:
                span = written.id_at
                raise InvalidInput([codes.SAME_AMENDMENT_ID.at(span, id=written.document.amendment)])
            found = check_amendment(written, base, problems, below)
            if found is None:
                raise InvalidInput(problems.sorted())
            self._amendments[key] = found
        return self._amendments[key]

    def _amended_by(
        self, written: WrittenAmendment, path: Path, chain: tuple[Path, ...]
    ) -> tuple[RuleSet, Amendment | None]:
        """The rule set that an amendment amends, and the amendment that makes it, where one does."""
        name, span = written.document.amends, written.amends_at
        try:
            found = self.find(str(path.parent / name) if is_path(name) else name)
            if not _is_amendment(found):
                if not is_path(name) and "@" not in name:
                    hint = did_you_mean(name, [folder.name for folder in self.rule_set_folders()])
                    raise InvalidInput([codes.AMENDS_NO_VERSION.at(span, name=name, hint=hint)])
                return self.load_folder(found), None
            if found.resolve() in chain:
                circle = chain[chain.index(found.resolve()) :]
                members = ", ".join(f"`{shown_path(member)}`" for member in circle)
                raise InvalidInput([codes.AMENDMENT_CIRCLE.at(span, members=members)])
            if len(chain) >= MOST_ON_TOP:
                raise InvalidInput([codes.TOO_MANY_AMENDMENTS.at(span, most=MOST_ON_TOP)])
            below = self._amendment(found, chain)
        except InvalidInput as invalid:
            # A problem with the name itself is shown where the amendment gives it.
            raise InvalidInput([replace(one, span=one.span or span) for one in invalid.diagnostics]) from None
        return below.rule_set, below

    def load_folder(self, path: Path) -> RuleSet:
        """The rule set in a folder. Raises InvalidInput with every diagnostic."""
        key = path.resolve()
        if key not in self._rule_sets:
            problems = Problems()
            files = _files_in(path, problems)
            problems.raise_if_errors()

            def find_schema(id: str) -> EvidenceSchema | None:
                return self.schema(id, problems)

            prefix = shown_path(path).rstrip("/") + "/"
            loaded = load_rule_set(
                files, find_schema, problems, shown_in=prefix, schema_ids=self.schema_paths()
            )
            problems.raise_if_errors()
            if loaded is None:
                raise InvalidInput([codes.NO_RULE_SET_FILES.at(None, path=str(path))])
            self._rule_sets[key] = loaded
        return self._rule_sets[key]


def _amendments_in(root: Path) -> list[Path]:
    return sorted((root / "rules" / AMENDMENTS_FOLDER).glob("*.yaml"))


def _no_file(path: Path) -> Diagnostic:
    problems = Problems()
    read_bytes(path, problems, shown_as=shown_path(path))
    return replace(next(iter(problems)), span=None)


def _is_amendment(path: Path) -> bool:
    """Whether a path is that of an amendment: of a file, or of what a shell gives for one."""
    return _is_there(path) and not path.is_dir()


def _is_there(path: Path) -> bool:
    """Whether a file or folder is there; one with a name that nothing can have is not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _name_of(folder: Path) -> str:
    """What the rule set in a folder is called, going by where it lies: `ilacs@2023`."""
    return f"{folder.parent.name}@{folder.name}"


def _files_in(path: Path, problems: Problems) -> dict[str, bytes]:
    """The files of a rule set: those in its folder, and those that its framework lists elsewhere."""
    found: dict[str, bytes] = {}
    try:
        # A name that starts with a point belongs to an editor or the system.
        names = [file.name for file in sorted(path.iterdir()) if not file.name.startswith(".")]
    except OSError as error:
        span, reason = Span.whole(shown_path(path)), (error.strerror or str(error)).lower()
        problems.add(codes.CANNOT_READ.at(span, path=shown_path(path), problem=reason))
        return found
    for name in names:
        if name.endswith((".yaml", ".csv")):
            _read_into(found, path, name, problems)
    framework = found.get(FRAMEWORK_FILE, b"").decode("utf-8", errors="replace")
    for name in re.findall(r"(\.\./[\w./-]+\.yaml)", framework):
        if _is_there(path / name):
            _read_into(found, path, name, problems)
    return found


def _read_into(found: dict[str, bytes], folder: Path, name: str, problems: Problems) -> None:
    written = read_bytes(folder / name, problems, shown_as=shown_path(folder / name))
    if written is not None:
        found[name] = written


def _describe(path: Path, problems: Problems) -> RuleSetFolder | None:
    node = read_file(path, problems, shown_as=shown_path(path))
    document = None if node is None else read_as(FrameworkDocument, node, problems)
    if document is None:
        return None
    return RuleSetFolder(
        document.framework,
        document.version,
        document.title,
        document.status,
        document.in_force.from_,
        document.in_force.to,
        path.parent,
    )


def shown_path(path: Path) -> str:
    """A path as messages show it: relative to the current folder where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (OSError, RuntimeError, ValueError):
        return path.as_posix()


def open_workspace(given: Path | None = None) -> Workspace:
    """The workspace at `given`, else the current folder where it holds rules, then the bundled copy."""
    roots: list[Path] = []
    if given is not None:
        roots.append(given)
    elif (Path.cwd() / "rules").is_dir() or (Path.cwd() / "evidence_schemas").is_dir():
        roots.append(Path.cwd())
    for fallback in (_BUNDLED, _CHECKOUT):
        if (fallback / "rules").is_dir():
            roots.append(fallback)
            break
    return Workspace(tuple(dict.fromkeys(root.resolve() for root in roots)))
