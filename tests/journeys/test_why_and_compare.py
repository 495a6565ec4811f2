"""`evenhand why` and `evenhand compare`."""

from __future__ import annotations


def test_why_names_the_rule_that_was_needed_and_what_it_lacks(evenhand, inspection):
    done = evenhand("why", inspection(seen="30 of 40"), "--area", "care")
    assert done.status == 0
    assert "“Most children are seen” (C1)" in done.out
    assert "30 of 40 (75%)" in done.out


def test_why_json_has_the_shape_that_is_promised(evenhand, inspection):
    done = evenhand("why", inspection(seen="30 of 40"), "--area", "care", "--not", "good", "--json")
    assert done.json["schema"] == "evenhand/why/1"
    assert done.json["changes"] == []
    (rule,) = done.json["why_not"]
    assert rule["rule"] == "C1"
    (blocked,) = rule["blocked_by"]
    assert {"text", "value", "threshold", "distance"} <= set(blocked)
    assert blocked["distance"] == "15 percentage points"


def test_why_names_the_limit_in_the_way(evenhand, inspection):
    done = evenhand("why", inspection(harm="yes"), "--area", "care", "--not", "good", "--json")
    assert "C2" in [rule["rule"] for rule in done.json["why_not"]]


def test_compare_finds_the_first_difference_and_explains_it(evenhand, inspection):
    paths = inspection("A-1", draft="good"), inspection("A-2", seen="20 of 40", draft="fair")
    done = evenhand("compare", *paths, "--json")
    assert done.status == 0
    assert done.json["schema"] == "evenhand/compare/1"
    area = done.json["areas"]["care"]
    assert (area["a"], area["b"], area["explained"]) == ("good", "fair", True)
    assert {"rule", "leaf", "a", "b"} <= set(area["first_difference"])
    assert area["first_difference"]["rule"] == "C1"


def test_compare_says_that_nothing_explains_unlike_grades(evenhand, inspection):
    paths = inspection("A-1", draft="good"), inspection("A-2", draft="fair")
    done = evenhand("compare", *paths, "--json")
    assert done.status == 1
    area = done.json["areas"]["care"]
    assert (area["explained"], area["first_difference"]) == (False, None)
    assert "do not explain the difference" in evenhand("compare", *paths).out.replace("\n", " ")


def test_compare_can_be_kept_to_one_area(evenhand, model):
    paths = model / "trafford_2019.yaml", model / "herefordshire_2018.yaml"
    done = evenhand("compare", *paths, "--area", "overall", "--json")
    assert done.status == 1
    assert list(done.json["areas"]) == ["overall"]


def test_three_inspections_part_at_the_first_rule_that_any_two_part_at(evenhand, inspection):
    paths = inspection("A-1"), inspection("A-2", harm="yes"), inspection("A-3", seen="20 of 40")
    done = evenhand("compare", *paths, "--json")
    assert done.status == 0
    area = done.json["areas"]["care"]
    assert [area[letter] for letter in "abc"] == ["good", "poor", "fair"]
    first = area["first_difference"]
    assert first["rule"] == "C1"
    assert "38 of 40" in first["a"] and "38 of 40" in first["b"] and "20 of 40" in first["c"]
    assert {one["what"]: (one["a"], one["b"], one["c"]) for one in area["differences"]}["harm"] == (
        "no",
        "yes",
        "no",
    )
    assert area["pairs"]["ab"]["first_difference"]["rule"] == "C2"
    assert done.json["rules"] == {"a": "visits@1", "b": "visits@1", "c": "visits@1", "same": True}


def test_of_three_one_that_nothing_explains_is_something_to_report(evenhand, inspection):
    drafts = ("good", "good", "fair")
    paths = [inspection(f"A-{n}", draft=draft) for n, draft in enumerate(drafts)]
    done = evenhand("compare", *paths)
    assert done.status == 1
    assert "Not explained" in done.out
    assert "A-0 and A-1: The grades are the same." in done.out
    assert "do not explain the difference" in done.out.replace("\n", " ").replace("  ", " ")


def test_cases_of_a_casebook_are_compared_by_the_grades_awarded(evenhand, casebook):
    casebook()
    done = evenhand("compare", "--casebook", "past", "P-1", "P-2", "P-3", "--json")
    area = done.json["areas"]["care"]
    assert [area[f"{letter}_side"]["draft"] for letter in "abc"] == ["good", "good", "poor"]
    two = evenhand("compare", "--casebook", "past", "P-1", "P-2")
    assert two.out.startswith("First Borough, 13 May 2024 and Second Borough, 3 Jun 2024 compared")
    unknown = evenhand("compare", "--casebook", "past", "P-1", "P-9", "p1", "--json")
    assert (unknown.status, [one["message"] for one in unknown.diagnostics]) == (
        3,
        ["the casebook `past` has no case `P-9`", "the casebook `past` has no case `p1`"],
    )
    assert unknown.diagnostics[1]["hint"] == "did you mean `P-1`?"


def test_one_or_four_are_not_compared(evenhand, inspection):
    for number in (1, 4):
        done = evenhand("compare", *[inspection()] * number)
        assert done.status == 2
        assert "two or three" in done.err
