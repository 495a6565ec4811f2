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
