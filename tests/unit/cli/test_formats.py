"""What a result is shown as, by what is asked for and by the name of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from evenhand.cli.formats import Format, chosen_format
from evenhand.cli.options import check_ending


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("x.HTML", "html"),
        ("x.htm", "html"),
        ("x.docx", "docx"),
        ("x.json", "json"),
        ("x.txt", "text"),
        ("x", "text"),
    ],
)
def test_a_name_says_the_format(name: str, format: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert chosen_format(None, Path(name), as_json=False) is Format(format)
    assert chosen_format(format, Path(name), as_json=False) is Format(format)
    assert capsys.readouterr() == ("", "")


def test_an_ending_that_is_no_format_is_refused_unless_the_format_is_said() -> None:
    with pytest.raises(typer.BadParameter, match=r"`x\.pdf`.*\.txt, \.html, \.docx or \.json.*--format"):
        chosen_format(None, Path("x.pdf"), as_json=False)
    assert chosen_format("html", Path("x.pdf"), as_json=False) is Format.HTML


def test_what_is_said_counts_for_more_than_a_name_that_says_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert chosen_format("text", Path("a/x.docx"), as_json=False) is Format.TEXT
    assert chosen_format(None, Path("x.html"), as_json=True) is Format.JSON
    assert capsys.readouterr().err.splitlines() == [
        "`x.docx` will hold text, whatever its name ends in.",
        "`x.html` will hold json, whatever its name ends in.",
    ]


def test_files_of_one_kind_end_as_that_kind_does_or_in_nothing() -> None:
    for name in (None, Path("x"), Path("x.YAML"), Path("x.yml")):
        check_ending(name, ".yaml", ".yml")
    with pytest.raises(typer.BadParameter, match=r"`x\.pdf` does not end in \.yaml or \.yml"):
        check_ending(Path("x.pdf"), ".yaml", ".yml")
