"""Every construct in a small rule set, its model cases run as those of shipped rule sets are."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.language import CLAIMS_FILE, EXAMPLES_FILE, WAIVERS_FILE
from evenhand.services.claims import claims_of, waivers_of
from evenhand.services.model_cases import examples_of
from golden.folders import files_of, folders
from written import AMENDMENT_FILE, as_terminal, disagreements, load

GOOD = folders("good")


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_model_cases_come_out_as_expected(folder: Path) -> None:
    files = files_of(folder)
    loaded = load(files)
    assert loaded.codes == [], "\n" + as_terminal(loaded.problems, files)
    problems = Problems()
    cases = examples_of(loaded.usable, folder, problems)
    assert not problems, "\n" + "\n".join(map(str, problems))
    assert cases or (EXAMPLES_FILE not in files and AMENDMENT_FILE not in files)
    assert disagreements(cases) == []


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_claims_and_waivers_can_be_read(folder: Path) -> None:
    rule_set, problems = load(files_of(folder)).usable, Problems()
    claims, waivers = claims_of(rule_set, problems), waivers_of(rule_set, problems)
    assert not problems, "\n" + "\n".join(map(str, problems))
    for file, found in ((CLAIMS_FILE, claims), (WAIVERS_FILE, waivers)):
        assert bool(found) == (file in rule_set.files)


def test_only_a_visit_without_grades_has_no_model_cases() -> None:
    kinds = (EXAMPLES_FILE, AMENDMENT_FILE)
    without = [folder.name for folder in GOOD if not any((folder / kind).is_file() for kind in kinds)]
    assert without == ["a_visit_without_grades_makes_findings_alone"]
