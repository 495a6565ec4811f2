"""`evenhand record` and `evenhand verify-record`."""

from __future__ import annotations


def test_a_record_verifies(evenhand, inspection, workspace):
    made = evenhand("record", inspection(draft="good"), "-o", "A-1.json")
    assert (made.status, made.out) == (0, "")
    done = evenhand("verify-record", "A-1.json")
    assert done.status == 0
    assert "same bytes" in done.out


def test_a_record_verifies_without_the_files_it_was_made_from(evenhand, inspection, workspace):
    path = inspection(draft="good")
    evenhand("record", path, "-o", "A-1.json")
    path.unlink()
    (workspace / "rules" / "visits" / "1" / "care.yaml").write_text("area: care\n")
    assert evenhand("verify-record", "A-1.json").status == 0


def test_a_changed_record_exits_1_and_the_place_is_named(evenhand, inspection, workspace):
    evenhand("record", inspection(draft="good"), "-o", "A-1.json")
    path = workspace / "A-1.json"
    path.write_text(path.read_text().replace("38 of 40", "39 of 40", 1))
    done = evenhand("verify-record", "A-1.json", "--json")
    assert done.status == 1
    assert done.json["same"] is False
    assert done.json["place"]
    assert done.json["problem"]


def test_a_file_that_is_no_record_exits_3(evenhand, inspection):
    done = evenhand("verify-record", inspection())
    assert done.status == 3
    assert "I320" in done.err


def test_a_record_is_not_written_over_another(evenhand, inspection, workspace):
    path = inspection(draft="good")
    evenhand("record", path, "-o", "A-1.json")
    before = (workspace / "A-1.json").read_bytes()
    assert evenhand("record", path, "-o", "A-1.json").status == 3
    assert (workspace / "A-1.json").read_bytes() == before


def test_an_inspection_that_cannot_be_used_gives_no_record(evenhand, inspection, workspace):
    assert evenhand("record", inspection(seen="41 of 40"), "-o", "A-1.json").status == 3
    assert not (workspace / "A-1.json").exists()
