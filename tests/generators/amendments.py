"""Random amendments of a random rule set, as the text that a person would write."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

import yaml

from evenhand.language import RuleSet, StartMedian, print_rule_set

Json = dict[str, Any]


def draw_amendment(rng: Random, base: RuleSet, most: int = 4) -> str:
    """The text of an amendment of `base` with one to `most` changes, no two of them about the same thing.

    Each change can be made where it stands. What they make together may be no valid rule set, as when an area
    that others read is taken away.
    """
    changes = _drawn(rng, base)
    return _some_of(
        rng, changes, (1, most), {"amendment": "drawn", "title": "A drawn amendment", "amends": base.name}
    )


def draw_moving_amendment(rng: Random, base: RuleSet, most: int = 3) -> str | None:
    """The text of an amendment of two to `most` changes that are likely to move grades, often the same ones.

    None where the rule set has no room for two.
    """
    files = {name: yaml.load(text, yaml.BaseLoader) for name, text in print_rule_set(base).items()}
    graded = [file for file in files.values() if "starts_at" in file]
    changes: list[Json] = []
    for file in graded:
        rules = [rule for rule in file.get("rules", ()) if {"then", "when"} <= rule.keys()]
        grading = [rule for rule in rules if "finding" not in rule["then"]]
        rng.shuffle(grading)
        whens = [rule["when"] for rule in rules]
        if grading:
            changes.append({"remove_rule": grading[0]["id"]})
        if len(grading) > 1:
            changes.append({"replace_rule": {**grading[1], "then": _conclusion(rng)}})
        if not rules:
            continue
        for number in range(2):
            added = {"area": file["area"], "id": f"added_{file['area']}_{number}", "title": "Added"}
            changes.append(
                {"add_rule": {**added, "when": deepcopy(rng.choice(whens)), "then": _conclusion(rng)}}
            )
    if len(changes) < 2:
        return None
    return _some_of(
        rng, changes, (2, most), {"amendment": "moving", "title": "It moves grades", "amends": base.name}
    )


def _some_of(rng: Random, changes: list[Json], many: tuple[int, int], head: Json) -> str:
    """The text of an amendment with as many of the changes as may be, in any order."""
    rng.shuffle(changes)
    chosen = changes[: rng.randint(*many)]
    for index, change in enumerate(chosen):
        change.update(id=f"c{index}", because="It is tried.")
    return yaml.safe_dump({**head, "changes": chosen}, sort_keys=False, allow_unicode=True)


def _conclusion(rng: Random) -> Json:
    return rng.choice(({"lower": "1 grade"}, {"raise": "1 grade"}, {"lower": "2 grades"}))


def _drawn(rng: Random, base: RuleSet) -> list[Json]:
    """One change of each kind that the rule set gives room for, each about another thing."""
    files = {name: yaml.load(text, yaml.BaseLoader) for name, text in print_rule_set(base).items()}
    areas = [area.id for area in base.areas]
    rules = [(name, rule) for name, file in files.items() for rule in file.get("rules", ())]
    rng.shuffle(rules)
    rng.shuffle(areas)
    found: list[Json] = []
    if rules:
        _, rule = rules.pop()
        found.append({"replace_rule": {**rule, "title": "Another title"}})
    if rules:
        found.append({"remove_rule": rules.pop()[1]["id"]})
    if rules:
        name, rule = rules.pop()
        area = {"area": files[name]["area"]} if "area" in files[name] else {}
        found.append({"add_rule": {**area, **rule, "id": "added_rule"}})
    for id in list(base.parameters)[:1]:
        found.append({"set_parameter": {"parameter": id, "note": "It is tried.", "value": _value(base, id)}})
    found += [_of_area(rng, base, area) for area in areas]
    return found


def _value(base: RuleSet, id: str) -> str:
    return base.parameters[id].values[-1].written


def _of_area(rng: Random, base: RuleSet, id: str) -> Json:
    """A change of one area."""
    area = base.area_by_id[id]
    kinds: list[Json] = [
        {"set_area": {"area": id, "title": "Another title"}},
        {"rename_area": {"area": id, "to": f"renamed_{id}"}},
        {"remove_area": id},
        {"add_area": {"area": f"added_{id}", "title": "Added", "starts_at": id, "after": id}},
    ]
    if isinstance(area.start, StartMedian):
        kinds.append({"set_area": {"area": id, "ties": rng.choice(("better", "worse"))}})
    if not base.area_by_id[id].rules:
        kinds.append({"set_area": {"area": id, "note": "It is tried."}})
    return rng.choice(kinds)
