"""Asking for second opinions: names for the files of disagreements, and faults of our own on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evenhand.cli import opinions
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.session import Session
from evenhand.services.api import check
from evenhand.services.second_opinion import SCHEMA, SecondOpinions
from evenhand.services.workspace import Workspace

OURS = f'{{\n  "schema": "{SCHEMA}",\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("EX-017", "EX-017.disagreement.json"),
        ("Visit 3/2024", "Visit-3-2024.disagreement.json"),
        ("../../etc/passwd", "etc-passwd.disagreement.json"),
        ("Ynys Môn", "Ynys-Môn.disagreement.json"),
        ("...", "inspection.disagreement.json"),
        ("-rf", "rf.disagreement.json"),
    ],
)
def test_an_id_becomes_a_name_that_stays_in_the_folder(folder: Path, id: str, name: str) -> None:
    assert opinions._free_name(id, set()) == (Path(name), False)


def test_a_long_id_fits_into_the_name_of_a_file(folder: Path) -> None:
    path, _ = opinions._free_name("𠮷" * 200, set())
    path.write_text("it can be made")


def test_what_was_written_in_this_run_is_left_and_what_an_earlier_one_wrote_is_replaced(folder: Path) -> None:
    path = Path("EX-1.disagreement.json")
    path.write_text(OURS)
    assert opinions._free_name("EX-1", set()) == (path, True)
    assert opinions._free_name("EX-1", {path}) == (Path("EX-1.disagreement-2.json"), False)


@pytest.mark.parametrize("text", ["mine", "", '{"schema": "evenhand/record/1"}', '{\n  "schema": "evenhand/'])
def test_a_file_that_is_not_ours_is_left(folder: Path, text: str) -> None:
    Path("EX-1.disagreement.json").write_text(text)
    assert opinions._free_name("EX-1", set()) == (Path("EX-1.disagreement-2.json"), False)


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_neither_a_link_nor_a_folder_is_written_over(folder: Path) -> None:
    (folder / "elsewhere.json").write_text(OURS)
    Path("EX-1.disagreement.json").symlink_to("elsewhere.json")
    Path("EX-1.disagreement-2.json").symlink_to("nowhere.json")
    Path("EX-1.disagreement-3.json").mkdir()
    assert opinions._free_name("EX-1", set()) == (Path("EX-1.disagreement-4.json"), False)


def test_a_fault_of_our_own_in_asking_does_not_stop_the_others(
    repository: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = repository / "casebooks" / "model"
    names = ("trafford_2019", "herefordshire_2018")
    checked = [check(model / f"{name}.yaml", workspace=Workspace((repository,))) for name in names]
    asked = []

    def ask(self: SecondOpinions, one: object) -> None:
        asked.append(one)
        raise RuntimeError("planted")

    monkeypatch.setattr(SecondOpinions, "ask", ask)
    heard, status = opinions.ask_all(checked, Session())
    assert asked == checked
    assert [heard[one.inspection.file].opinion for one in checked] == [None, None]
    assert status is ExitStatus.OUR_FAULT
    assert "a fault of its own" in capsys.readouterr().err
    said = " ".join(opinions.as_text(list(heard.values()), colour=False).split())
    assert (
        "There is no second opinion on trafford-2019 and herefordshire-2018: evenhand itself failed." in said
    )
