"""What `evenhand verify` says of some small rule sets, kept as text to be read.

`pytest tests/golden --rewrite-golden` writes it again; read the difference as policy staff would.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from golden.verify_sets import DAY, SHOWN_FILE, VerifySet, sets_to_verify
from journeys.program import COMMAND, run_in
from written import SCHEMA_FILE

KEPT = [one for one in sets_to_verify() if (one.folder / SHOWN_FILE).is_file()]


def shown(one: VerifySet, folder: Path) -> str:
    """What the program prints of a set, in a process of its own: Z3 finds other examples in another order."""
    rules, schemas = folder / "rules" / "small" / "1", folder / "evidence_schemas"
    rules.mkdir(parents=True)
    schemas.mkdir()
    for name, text in one.files.items():
        (schemas / "small.yaml" if name == SCHEMA_FILE else rules / name).write_bytes(text)
    done = run_in(folder, [*COMMAND, "verify", "small", "--on", DAY.isoformat()])
    assert done.err == ""
    return f"{done.out}exit status {done.status}\n"


@pytest.mark.parametrize("one", KEPT, ids=lambda one: one.name)
def test_what_is_said_is_what_was_reviewed(one: VerifySet, tmp_path: Path, rewrite_golden: bool) -> None:
    kept, text = one.folder / SHOWN_FILE, shown(one, tmp_path)
    if rewrite_golden:
        kept.write_text(text, encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == text


def test_each_kind_of_finding_is_among_those_kept() -> None:
    kept = {name for one in KEPT for name, _ in one.expected.refuted or ()}
    asked = {name for one in sets_to_verify() for name, _ in one.expected.refuted or ()}
    assert kept == asked
    assert any(not one.expected.refuted for one in KEPT)


@pytest.mark.parametrize("one", KEPT, ids=lambda one: one.name)
def test_no_reader_meets_an_operator_sign_or_a_word_of_the_program(one: VerifySet) -> None:
    text = (one.folder / SHOWN_FILE).read_text(encoding="utf-8")
    text = re.sub(r"^[=~-]{3,}$|Or waive it: \{[^}]*\}", "", text, flags=re.MULTILINE)
    assert re.findall(r"[<>]=?|!=|\b(?:None|True|False|null)\b|\bis does\b", text) == []
