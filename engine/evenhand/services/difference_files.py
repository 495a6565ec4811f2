"""The witnesses of a difference as inspection files, which can be opened, checked and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.explanation.words import sentence
from evenhand.services.difference import ComparedSide, RuleSetsCompared
from evenhand.services.difference_words import outcome_words, witness_sentence
from evenhand.services.region_words import region_words
from evenhand.services.witness_text import cases_text, inspection_text
from evenhand.services.writing import make_folder, write_result
from evenhand.verification import DifferenceWitness, WitnessSide


@dataclass(frozen=True)
class _File:
    name: str
    text: str
    cases: str | None


def write_witnesses(found: RuleSetsCompared, folder: Path) -> dict[DifferenceWitness, tuple[Path, ...]]:
    """Write every witness into a folder, which is made where it is not there: the files of each.

    One file does for both rule sets where they call their areas alike and have a day in common; else there
    is one for each. Raises InvalidInput where a file is there, or cannot be written.
    """
    written: dict[DifferenceWitness, tuple[Path, ...]] = {}
    make_folder(folder)
    for id, area in found.areas.items():
        counts: dict[str, int] = {}
        for one in area.witnesses:
            witness = one.witness
            number = counts[witness.direction] = counts.get(witness.direction, 0) + 1
            paths = []
            for file in _files(found, f"{id}-{witness.direction}-{number}", witness):
                path = folder / f"{file.name}.yaml"
                if file.cases is not None:
                    write_result(folder / f"{file.name}.csv", file.cases.encode())
                write_result(path, file.text.encode())
                paths.append(path)
            written[witness] = tuple(paths)
    return written


def _files(found: RuleSetsCompared, name: str, witness: DifferenceWitness) -> Iterator[_File]:
    pairs = [(found.before, witness.before), (found.after, witness.after)]
    if _is_one_case(found, witness):
        yield _file(found, name, witness, *pairs[0])
        return
    ends = [side.rule_set.name for side, _ in pairs]
    if ends[0] == ends[1]:
        ends = ["before", "after"]
    for (side, own), end in zip(pairs, ends, strict=True):
        yield _file(found, f"{name}-{end}", witness, side, own)


def _is_one_case(found: RuleSetsCompared, witness: DifferenceWitness) -> bool:
    same_day = found.before.rules.on == found.after.rules.on
    return same_day and witness.before.example.case == witness.after.example.case


def _file(
    found: RuleSetsCompared, name: str, witness: DifferenceWitness, side: ComparedSide, own: WitnessSide
) -> _File:
    example = own.example
    cases = cases_text(example, side.rules)
    text = inspection_text(
        example,
        side.rules,
        name,
        _note(found, witness),
        framework=side.reference,
        cases=None if cases is None else f"{name}.csv",
    )
    return _File(name, text, cases)


def _note(found: RuleSetsCompared, witness: DifferenceWitness) -> str:
    lines = [
        f"A made-up inspection about which {found.before.name} and {found.after.name} differ.",
        sentence(witness_sentence(found, witness)),
    ]
    for side, own in ((found.before, witness.before), (found.after, witness.after)):
        lines.append(f"Under {side.name}: {outcome_words(own.outcome)}.")
    if witness.region is not None and witness.region.parts:
        lines.append(f"So it is whenever {region_words(witness.region, found.after.rules)}.")
    lines += ["", f"See why:  evenhand check THIS-FILE --rules {found.after.reference}"]
    return "\n".join(lines)
