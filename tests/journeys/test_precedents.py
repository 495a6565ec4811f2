"""`evenhand precedents`: the nearest past cases, whether a draft parts from them, and none near enough."""

from __future__ import annotations

import pytest

ROWS = """
id,provider,region,on,children_seen,harm,care
P-1,First Borough,North,2021-05-13,38 of 40,no,good
P-2,Second Borough,North,2022-06-03,38 of 40,no,good
P-3,Third Borough,South,2023-06-17,39 of 40,no,fair
P-4,Fourth Borough,,2024-07-01,20 of 40,yes,poor
P-5,Fifth Borough,,2024-07-01,,,poor
"""


def test_precedents_are_the_nearest_cases_with_their_grades_and_what_differs(evenhand, inspection, casebook):
    casebook(ROWS)
    done = evenhand("precedents", inspection(draft="good"), "--casebook", "past", "--json")
    assert done.status == 0
    found = done.json
    assert found["schema"] == "evenhand/precedents/1"
    assert found["note"] is None
    assert found["compared_by"] == ["children_seen", "harm"]
    assert [one["id"] for one in found["precedents"]] == ["P-2", "P-1", "P-3"]
    assert [one["distance"] for one in found["precedents"]] == [0, 0, 0.0125]
    third = found["precedents"][2]
    assert {"id", "distance", "grades", "signature", "differs"} <= set(third)
    assert (third["grades"], third["differs"]) == ({"care": "fair"}, ["children_seen"])
    assert found["incomparable"] == 1
    assert found["drafts"] == {
        "care": {"draft": "good", "precedents": {"fair": 1, "good": 2}, "status": "agrees", "nearest": 0}
    }


def test_a_draft_that_parts_from_most_precedents_is_something_to_report(evenhand, inspection, casebook):
    casebook(ROWS)
    done = evenhand("precedents", inspection(draft="fair"), "--casebook", "past")
    assert done.status == 1
    assert "2 good and 1 fair" in done.out
    assert "Parts from them" in done.out
    assert "Precedents do not decide" in done.out


def test_none_near_enough_is_an_answer(evenhand, inspection, casebook):
    casebook(ROWS)
    path = inspection(seen="30 of 40", harm="yes", draft="poor")
    done = evenhand("precedents", path, "--casebook", "past", "--json")
    assert (done.status, done.json["precedents"]) == (4, [])
    assert done.json["note"] == "none near enough: the nearest case, P-4, is at 0.12, and near is up to 0.05"
    assert done.json["drafts"]["care"]["status"] == "no precedent"
    assert evenhand("precedents", path, "--casebook", "past", "--near", "0.2").status == 0


@pytest.mark.parametrize(
    ("draft", "more", "told"),
    [
        (
            {"seen": None, "harm": None},
            [],
            "too little is recorded to compare it. Not known: children_seen, harm",
        ),
        (
            {},
            ["--within", "0"],
            "none near enough: no case of the casebook is under visits@1 and of the period",
        ),
    ],
)
def test_why_there_is_none_is_said(evenhand, inspection, casebook, draft, more, told):
    casebook(ROWS.replace("2024-07-01", "2021-07-01"))
    done = evenhand("precedents", inspection(**draft), "--casebook", "past", "--json", *more)
    assert done.status == 4
    assert told in done.json["note"]


def test_a_period_and_a_number_of_cases_can_be_asked_for(evenhand, inspection, casebook):
    casebook(ROWS)

    def ids(*options: str) -> list[str]:
        done = evenhand("precedents", inspection(), "--casebook", "past", "--json", *options)
        return [one["id"] for one in done.json["precedents"]]

    assert ids("--within", "2", "-k", "1") == ["P-2"]
    assert ids("--to", "2022-01-01", "-k", "99") == ["P-1"]


def test_a_case_of_the_casebook_is_set_beside_the_others(evenhand, casebook):
    casebook(ROWS)
    done = evenhand("precedents", "--case", "P-3", "--casebook", "past", "--json")
    assert done.status == 1
    assert [one["id"] for one in done.json["precedents"]] == ["P-2", "P-1"]
    assert done.json["drafts"]["care"]["status"] == "parts"


def test_a_weight_of_the_schema_counts(evenhand, inspection, casebook, workspace):
    casebook(ROWS)
    schema = workspace / "evidence_schemas" / "visits.yaml"
    schema.write_text(schema.read_text() + "    weight: 0\n")
    path = inspection(seen="20 of 40", harm="no")
    done = evenhand("precedents", path, "--casebook", "past", "--json")
    assert [one["id"] for one in done.json["precedents"]] == ["P-4"]


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("--casebook past --case P-9", 3, "M851"),
        ("A-1.yaml --casebook past --case P-1", 2, "not both|or a case"),
        ("--casebook past", 2, "name an inspection file"),
        ("A-1.yaml --casebook post", 3, "did you mean `past`"),
        ("A-1.yaml --casebook past --area caring", 3, "did you mean `care`"),
        ("A-1.yaml --casebook past --framework visit", 3, "M801"),
        ("A-1.yaml --casebook past -k 0", 2, "-k"),
        ("A-1.yaml --casebook past --near 2", 2, "--near"),
        ("A-1.yaml --casebook past --within 2 --from 2020-01-01", 2, "--within"),
        ("A-1.yaml --casebook past --from 2020-01-01 --to 2019-01-01", 2, "is before"),
        ("A-1.yaml --casebook past --from 1.1.2020", 2, "is not a day"),
        ("B-1.yaml --casebook past", 3, "B-1.yaml"),
    ],
)
def test_wrong_names_are_told(evenhand, inspection, casebook, line, status, told):
    casebook(ROWS)
    inspection()
    done = evenhand("precedents", *line.split())
    assert done.status == status
    assert any(part in done.err.replace("\n", " ") for part in told.split("|"))
