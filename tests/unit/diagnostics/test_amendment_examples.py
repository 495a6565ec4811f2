"""The catalogue's examples of amendments: each bad one is told under its code, each good one is in order."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

from evenhand.diagnostics import Code, Diagnostic, InvalidInput, catalogue, codes
from evenhand.services.workspace import open_workspace

HEAD = "amendment: tried\ntitle: An example\n"
CHANGE = "changes:\n  - id: first\n    because: It is tried here.\n"
OTHER_CHANGES = f"{CHANGE}    remove_rule: OV1\n"

IN_A_CHANGE = {
    codes.NOTHING_TO_CHANGE,
    codes.THERE_ALREADY,
    codes.NOT_ONE_ACTION,
    codes.CHANGES_NOTHING,
    codes.TAKES_BACK,
    codes.CANNOT_CHANGE,
}
IN_CHANGES = {codes.TOUCHED_TWICE, codes.SAME_CHANGE_ID}
IN_WHAT_IS_AMENDED = {
    codes.AMENDMENT_CIRCLE,
    codes.AMENDS_NO_VERSION,
    codes.TOO_MANY_AMENDMENTS,
    codes.SAME_AMENDMENT_ID,
}

BELOW = """\
amendment: below
title: What is amended in turn
amends: ilacs@2023
changes:
  - id: adds
    because: It is tried here.
    add_rule: {area: overall, id: OV9, title: Tried, when: leaders is good, then: {at_most: good}}
"""


def told_of(text: str, folder: Path, below: str = "below") -> list[Diagnostic]:
    (folder / "below.yaml").write_text(BELOW.replace("amendment: below", f"amendment: {below}"))
    for number in range(1, 22):
        chained = BELOW.replace("amendment: below", f"amendment: below_{number}").replace(
            "OV9", f"OV9_{number}"
        )
        amends = f"amends: below_of_{number - 1}.yaml" if number > 1 else "amends: ilacs@2023"
        (folder / f"below_of_{number}.yaml").write_text(chained.replace("amends: ilacs@2023", amends))
    path = folder / "this_very_file.yaml"
    path.write_text(text)
    try:
        return list(open_workspace().amendment(path).warnings)
    except InvalidInput as invalid:
        return list(invalid.diagnostics)


def written(code: Code, example: str) -> str:
    """The amendment that an example of a code stands in; what stands after `#` is said beside it."""
    example = re.sub(r"   #.*", "", example) + "\n"
    if code in IN_WHAT_IS_AMENDED:
        return HEAD + example + OTHER_CHANGES
    head = HEAD + f"amends: {'below.yaml' if code is codes.TAKES_BACK else 'ilacs@2023'}\n"
    if code in IN_CHANGES:
        return f"{head}changes:\n{indent(example, '  ')}"
    return head + CHANGE + indent(example, "    ")


ALL = sorted(IN_A_CHANGE | IN_CHANGES | IN_WHAT_IS_AMENDED, key=lambda code: code.id)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_the_bad_example_is_told_under_its_code_at_a_place(code: Code, tmp_path: Path) -> None:
    below = "tried" if code is codes.SAME_AMENDMENT_ID else "below"
    told = told_of(written(code, code.bad), tmp_path, below)
    assert [one.code.id for one in told] == [code.id]
    assert all(one.span is not None for one in told)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_the_good_example_is_in_order(code: Code, tmp_path: Path) -> None:
    assert [str(one) for one in told_of(written(code, code.good), tmp_path)] == []


def test_a_file_of_rules_is_no_amendment(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    code = codes.NOT_AN_AMENDMENT
    with pytest.raises(InvalidInput) as refused:
        open_workspace().rule_set(code.bad.split()[-1])
    assert [one.code for one in refused.value.diagnostics] == [code]
    assert open_workspace().rule_set(code.good.split()[-1]).name == "ilacs@2023"


def test_every_code_of_amendments_is_tried() -> None:
    known = {code for id, code in catalogue().items() if id.startswith("A")}
    assert known == {*ALL, codes.NOT_AN_AMENDMENT}
