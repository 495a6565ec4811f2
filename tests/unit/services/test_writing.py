"""Results are written whole or not at all, and over nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.services.writing import make_folder, write_result


def codes_of(refused: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [found.code.id for found in refused.value.diagnostics]


def test_a_new_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_result(tmp_path / "page.html", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("page.html", b"whole")]


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"mine")
    with pytest.raises(InvalidInput) as refused:
        write_result(target, b"other")
    assert codes_of(refused) == ["I330"]
    assert target.read_bytes() == b"mine"


def test_a_file_is_replaced_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"mine")
    write_result(target, b"other", replace=True)
    assert target.read_bytes() == b"other"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_to_a_file_that_is_not_there_is_not_followed_over_another(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.symlink_to(tmp_path / "elsewhere.html")
    with pytest.raises(InvalidInput):
        write_result(target, b"whole")
    assert not (tmp_path / "elsewhere.html").exists()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_result(tmp_path, b"whole", replace=True)
    assert codes_of(refused) == ["I331"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_result(tmp_path / "no" / "page.html", b"whole")
    assert codes_of(refused) == ["I331"]
    assert "there is no folder" in refused.value.diagnostics[0].message


def test_a_file_where_a_folder_is_needed_is_told(tmp_path: Path) -> None:
    (tmp_path / "in_the_way").write_bytes(b"")
    with pytest.raises(InvalidInput):
        make_folder(tmp_path / "in_the_way" / "deeper")


def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_result(tmp_path / ("x" * 300), b"whole")
    assert codes_of(refused) == ["I331"]
