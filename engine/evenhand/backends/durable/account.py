"""What durable-rules decides of a rule set by itself, and what is worked out before it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.backends.durable.plans import Program
from evenhand.backends.durable.values import ABSENT, Evidence, read_amount, read_names
from evenhand.domain import Case, EvidenceItem, ItemType, Unknown
from evenhand.language import (
    Coverage,
    DecisionTable,
    FindingTable,
    IsKnown,
    ItemName,
    ItemNumber,
    Leaf,
    RulesInForce,
    StartTable,
    atoms_of,
    items_in_leaf,
    items_in_operand,
    operands_of,
    positive_of,
)


@dataclass(frozen=True, slots=True)
class Account:
    """How much of a second opinion is durable-rules' own.

    A condition is decided by durable-rules, by comparing what is asserted. `leaves` are all of them, each
    counted once; `decided` those that it is asked about; `as_recorded` those that compare what is recorded as
    it stands, and not a sum or the like. The rest is what was worked out first: `arithmetic` holds the
    conditions whose sums were done, `computed` and `counted` the items that were computed or can be counted
    from cases, `shares` and `decimals` those asserted as whole numbers of a fraction, `moved` the areas whose
    raised and lowered grades were added up, and `tables` those for which it was looked up whether a gap may
    be left. `items` are all that conditions read.
    """

    leaves: int
    decided: int
    as_recorded: int
    items: tuple[EvidenceItem, ...]
    arithmetic: tuple[Leaf, ...]
    computed: tuple[str, ...]
    counted: tuple[str, ...]
    shares: tuple[str, ...]
    decimals: tuple[str, ...]
    moved: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """The items of one case that are asserted as the two ends of what they can be.

    `counted` were counted from its cases first; `partly` are recorded, but not as one value; `unknown` are
    not known. An item can be both counted and partly known.
    """

    counted: tuple[str, ...]
    partly: tuple[str, ...]
    unknown: tuple[str, ...]


def ends_of_case(account: Account, rules: RulesInForce, case: Case) -> Ends:
    """What of one case was counted from samples, partly known, or unknown, of the items that rules read."""
    known = Evidence(case, rules.parameters, rules.rule_set.derivations.parts())
    counted, partly, unknown = [], [], []
    for item in account.items:
        state = case.profile.state(item.id)
        if item.from_cases and item.id in case.profile.derived:
            counted.append(item.id)
        if isinstance(state, Unknown) and item.id not in known.computed:
            unknown.append(item.id)
        elif _has_two_ends(item, known):
            partly.append(item.id)
    return Ends(tuple(counted), tuple(partly), tuple(unknown))


def _has_two_ends(item: EvidenceItem, known: Evidence) -> bool:
    if item.type.is_numeric:
        amount = read_amount(ItemNumber(item), known)
        return amount.exists != ABSENT and (amount.low is None or amount.low != amount.high)
    return len(read_names(ItemName(item), known).positions) > 1


def account_of(program: Program) -> Account:
    """The account of one rule set."""
    leaves = list(dict.fromkeys(program.rules.leaves()))
    computed = program.rules.rule_set.derivations.parts()
    arithmetic = tuple(leaf for leaf in leaves if _has_arithmetic(leaf))
    items = {item.id: item for leaf in leaves for item in items_in_leaf(leaf)}
    plain = [
        leaf
        for leaf in leaves
        if leaf not in arithmetic and not any(item.id in computed for item in items_in_leaf(leaf))
    ]
    return Account(
        leaves=len(leaves),
        decided=sum(_is_decided(leaf, program) for leaf in leaves),
        as_recorded=len(plain),
        items=tuple(items.values()),
        arithmetic=arithmetic,
        computed=tuple(id for id in items if id in computed),
        counted=tuple(id for id, item in items.items() if item.from_cases),
        shares=tuple(id for id, item in items.items() if item.type is ItemType.SHARE),
        decimals=tuple(id for id, item in items.items() if item.type is ItemType.NUMBER and item.places),
        moved=tuple(plan.area.id for plan in program.areas.values() if plan.moves),
        tables=tuple(name for name, table in _tables(program) if table.coverage is not Coverage.ALWAYS),
    )


def _is_decided(leaf: Leaf, program: Program) -> bool:
    positive = positive_of(leaf)
    if isinstance(positive, IsKnown):
        # Asked as it is or turned round, and of a computed item by its parts.
        return all(IsKnown(part) in program.asked for part in _recorded_parts(positive.item, program))
    return leaf in program.asked


def _recorded_parts(item: EvidenceItem, program: Program) -> Iterator[EvidenceItem]:
    computed = program.rules.rule_set.derivations.parts()
    if item.id not in computed:
        yield item
        return
    for part in items_in_operand(computed[item.id]):
        yield from _recorded_parts(part, program)


def _has_arithmetic(leaf: Leaf) -> bool:
    return any(list(atoms_of(operand)) != [operand] for operand in operands_of(leaf))


def _tables(program: Program) -> Iterator[tuple[str, DecisionTable]]:
    for rule in program.rules.all_rules:
        if isinstance(rule, FindingTable):
            yield rule.id, rule.table
    for area in program.rules.areas:
        if isinstance(area.start, StartTable):
            yield area.id, area.start.table
