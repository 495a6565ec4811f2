"""A small rule set and inspections for these tests, built as trees so that no file needs to be read."""

from __future__ import annotations

import datetime
from fractions import Fraction

from evenhand.diagnostics import Span
from evenhand.domain import (
    DOES_NOT_APPLY,
    YES_NO,
    Better,
    Case,
    EvidenceEntry,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Previous,
    Recorded,
    Scale,
    ShareRange,
    Source,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation import interpret
from evenhand.evaluation.trace import InspectionTrace
from evenhand.evidence import EvidenceSchema
from evenhand.language import (
    ALWAYS,
    AllOf,
    Area,
    AreaGrade,
    Compare,
    Comparison,
    Concludes,
    Conclusion,
    Condition,
    Constant,
    CountOf,
    DatedValue,
    Derivations,
    Finding,
    Grades,
    HasFinding,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Modality,
    Moves,
    Parameter,
    ParameterValue,
    Quantity,
    Relation,
    Rule,
    RuleSet,
    StartGrade,
    StartMedian,
    Template,
    Ties,
)

DAY = datetime.date(2024, 5, 13)
PLACE = Span.whole("example.yaml")

GRADES = Scale(
    "four_grades",
    ("inadequate", "requires_improvement", "good", "outstanding"),
    {
        "inadequate": "Inadequate",
        "requires_improvement": "Requires improvement to be good",
        "good": "Good",
        "outstanding": "Outstanding",
    },
)
VISIBLE = Scale("visible", ("rarely", "sometimes", "routinely"))
FAILURE = Scale("failure", ("not_found", "minor", "serious"))


def item(id: str, type: ItemType, title: str, **more: object) -> EvidenceItem:
    """An evidence item."""
    return EvidenceItem(id, type, title, **more)  # type: ignore[arg-type]


SUPERVISION = item(
    "supervision_on_time",
    ItemType.SHARE,
    "Supervision on time",
    lowest=0,
    highest=1,
    better=Better.HIGHER,
    of="cases sampled",
    sampled=True,
    from_cases="supervised_on_time is yes",
    question="In what share of sampled cases was supervision recorded on time?",
    found_in="Case sample",
)
CASELOAD = item(
    "caseload_mean",
    ItemType.NUMBER,
    "Mean caseload",
    unit="children per social worker",
    places=1,
    lowest=0,
    highest=100,
    better=Better.LOWER,
)
SEEN = item("children_seen_alone", ItemType.SHARE, "Children seen alone", lowest=0, highest=1)
VISITS = item(
    "managers_visible", ItemType.LEVEL, "Senior managers visible", scale=VISIBLE, better=Better.HIGHER
)
UNALLOCATED = item(
    "unallocated_children",
    ItemType.COUNT,
    "Children without a social worker",
    unit="children",
    lowest=0,
    highest=1000,
)
HARM = item("harm_left_too_long", ItemType.YES_NO, "Harm left too long", scale=YES_NO)
SCALE_OF_FAILURE = item(
    "scale_of_failure", ItemType.LEVEL, "Scale of failure", scale=FAILURE, better=Better.LOWER
)
CARE_LEAVERS = item(
    "care_leavers_in_touch",
    ItemType.SHARE,
    "Care leavers in touch",
    lowest=0,
    highest=1,
    may_not_apply=True,
    of="care leavers",
)
CASES_COUNT = item(
    "cases_without_grip",
    ItemType.COUNT,
    "Cases without grip",
    unit="cases",
    lowest=0,
    of="cases sampled",
    from_cases="management_grip is at most weak",
)

ITEMS = (SUPERVISION, CASELOAD, SEEN, VISITS, UNALLOCATED, HARM, SCALE_OF_FAILURE, CARE_LEAVERS)
CLAUSE = Source("The framework", "paragraph 12", "https://example.org/framework#p12?a=1&b=2")


def share(numerator: int, denominator: int) -> Constant:
    """A percentage as a condition writes it."""
    return Constant(Fraction(numerator, denominator), None, True)


def rule(id: str, title: str, conclusion: Conclusion, when: Condition | None = None, **more: object) -> Rule:
    """A rule of the example."""
    return Rule(id, title, conclusion, when, span=PLACE, **more)  # type: ignore[arg-type]


GRIP = AllOf(
    (
        Compare(
            ItemNumber(SUPERVISION),
            Comparison.AT_LEAST,
            ParameterValue("supervision_expected", "%", True),
        ),
        CountOf(
            Quantity.AT_LEAST,
            2,
            (
                Compare(ItemNumber(SEEN), Comparison.AT_LEAST, share(9, 10)),
                Compare(ItemNumber(CASELOAD), Comparison.AT_MOST, Constant(15)),
                IsOneOf(ItemName(VISITS), ("routinely",)),
            ),
        ),
    )
)

HELP = Area(
    "help_and_protection",
    "Help and protection",
    GRADES,
    StartGrade("requires_improvement"),
    (
        rule(
            "HP3",
            "Managers keep a grip on cases",
            Concludes("grip"),
            GRIP,
            unless=Compare(ItemNumber(UNALLOCATED), Comparison.MORE, Constant(0)),
            because=Template(
                (
                    "Supervision is on time in ",
                    "supervision_on_time",
                    " of cases and the mean caseload is ",
                    "caseload_mean",
                    ".",
                )
            ),
            source=CLAUSE,
        ),
        rule("HP4", "Grip is good practice", Grades(Modality.SUPPORTS, "good"), HasFinding("grip")),
        rule(
            "HP5",
            "Managers are always there",
            Grades(Modality.SUPPORTS, "outstanding"),
            AllOf((HasFinding("grip"), IsOneOf(ItemName(VISITS), ("routinely",)))),
        ),
        rule(
            "HP6",
            "Caseloads are high",
            Grades(Modality.LIKELY, "requires_improvement"),
            Compare(ItemNumber(CASELOAD), Comparison.MORE, Constant(20)),
        ),
        rule(
            "HP7",
            "Children come to harm",
            Grades(Modality.AT_MOST, "inadequate"),
            IsOneOf(ItemName(HARM), ("yes",)),
            because=Template(("Harm was left too long: ", "harm_left_too_long", ".")),
        ),
        rule(
            "HP8",
            "Care leavers are known",
            Moves(1),
            Compare(ItemNumber(CARE_LEAVERS), Comparison.AT_LEAST, share(95, 100)),
        ),
    ),
)
CARE = Area(
    "children_in_care",
    "Children in care",
    GRADES,
    StartGrade("good"),
    (
        rule(
            "CC1",
            "Failure is serious",
            Grades(Modality.AT_MOST, "requires_improvement"),
            IsRanked(ItemName(SCALE_OF_FAILURE), Relation.AT_LEAST, "minor"),
        ),
        rule(
            "CC2",
            "Nobody is without a worker",
            Grades(Modality.SUPPORTS, "outstanding"),
            Compare(ItemNumber(UNALLOCATED), Comparison.EQUAL, Constant(0)),
        ),
    ),
)
LEADERS = Area("leaders", "Impact of leaders", GRADES, StartGrade("good"))
OVERALL = Area(
    "overall",
    "Overall effectiveness",
    GRADES,
    StartMedian(("help_and_protection", "children_in_care", "leaders"), Ties.BETTER),
    (
        rule(
            "OV1",
            "An inadequate area sinks the whole",
            Grades(Modality.AT_MOST, "inadequate"),
            IsOneOf(AreaGrade("help_and_protection", GRADES), ("inadequate",)),
        ),
    ),
)

SCHEMA = EvidenceSchema("example", "1", "Example evidence", {one.id: one for one in ITEMS}, hash="sha256:0")
RULES = RuleSet(
    id="example",
    version="2024",
    title="Example framework",
    status="in_force",
    in_force=ALWAYS,
    schema=SCHEMA,
    scales={"four_grades": GRADES},
    areas=(HELP, CARE, LEADERS, OVERALL),
    findings={"grip": Finding("grip", "managers keep a grip", "strength")},
    parameters={
        "supervision_expected": Parameter(
            "supervision_expected",
            "Share of supervision expected on time",
            (DatedValue(None, Fraction(85, 100), "85%", CLAUSE),),
            "%",
            True,
        )
    },
    order=("grip", "help_and_protection", "children_in_care", "leaders", "overall"),
    derivations=Derivations(),
    finding_kinds={"strength": "Strength"},
    source=CLAUSE,
    hash="sha256:1234",
)
IN_FORCE = RULES.in_force_on(DAY)


def number(value: Number, highest: Number | None = None) -> Recorded:
    """A number, exact or from `value` to `highest`."""
    return Recorded(NumberRange(value, value if highest is None else highest))


def part(count: int, of: int, highest: int | None = None, *, sampled: bool = False) -> Recorded:
    """A share with its denominator."""
    return Recorded(ShareRange(count, count if highest is None else highest, of), sampled=sampled)


def named(scale: Scale, *names: str) -> Recorded:
    """A level, option or answer, or one of several."""
    return Recorded(NameSet(scale.mask(names)))


GOOD_STATES: dict[str, ItemState] = {
    "supervision_on_time": part(38, 40, sampled=True),
    "caseload_mean": number(Fraction(142, 10)),
    "children_seen_alone": part(19, 20),
    "managers_visible": named(VISIBLE, "sometimes"),
    "unallocated_children": number(0),
    "harm_left_too_long": named(YES_NO, "no"),
    "scale_of_failure": named(FAILURE, "not_found"),
    "care_leavers_in_touch": DOES_NOT_APPLY,
}


def entries_for(states: dict[str, ItemState]) -> dict[str, tuple[EvidenceEntry, ...]]:
    """One recording for each state."""
    return {
        id: (EvidenceEntry(id, state, "as written", "case sample", datetime.date(2024, 5, 6), by="AB"),)
        for id, state in states.items()
    }


def decided(
    states: dict[str, ItemState] | None = None,
    *,
    entries: dict[str, tuple[EvidenceEntry, ...]] | None = None,
    given: dict[str, str] | None = None,
    previous: Previous | None = None,
    **changes: ItemState,
) -> InspectionTrace:
    """The trace of an inspection: good in most things, but for `changes`."""
    found = {**(GOOD_STATES if states is None else states), **changes}
    found = {id: state for id, state in found.items() if state != Unknown(UnknownReason.NOT_LOOKED_AT)}
    profile = EvidenceProfile(found, entries_for(found) if entries is None else entries, cases=40)
    return interpret(IN_FORCE, Case(profile, given or {}, previous or Previous()))


# --- one area whose rules each hang on one yes/no item ---------------------------------------------

SWITCHES = {
    id: item(id, ItemType.YES_NO, f"Switch {id}", scale=YES_NO, may_not_apply=True) for id in "abcdef"
}
YES, NO = named(YES_NO, "yes"), named(YES_NO, "no")
OPEN = Unknown(UnknownReason.NOT_LOOKED_AT)
STUCK = Unknown(UnknownReason.COULD_NOT_TELL)


def on(id: str) -> Condition:
    """Whether a switch is on."""
    return IsOneOf(ItemName(SWITCHES[id]), ("yes",))


def switched(
    *areas: Area,
    findings: dict[str, Finding] | None = None,
    order: tuple[str, ...] | None = None,
    given: dict[str, str] | None = None,
    previous: Previous | None = None,
    **states: ItemState,
) -> InspectionTrace:
    """The trace of areas whose rules read the switches a to f; a switch that is not named is off."""
    items = {**{one.id: one for one in ITEMS}, **SWITCHES}
    rules = RuleSet(
        id="switches",
        version="1",
        title="Switches",
        status="draft",
        in_force=ALWAYS,
        schema=EvidenceSchema("switches", "1", "Switches", items),
        scales={"four_grades": GRADES},
        areas=areas,
        findings=findings or {},
        parameters={},
        order=order or (*(findings or {}), *(area.id for area in areas)),
        derivations=Derivations(),
    )
    found: dict[str, ItemState] = {**dict.fromkeys(SWITCHES, NO), **states}
    profile = EvidenceProfile({id: state for id, state in found.items() if state != OPEN})
    return interpret(rules.in_force_on(DAY), Case(profile, given or {}, previous or Previous()))


def area(*rules: Rule, id: str = "area", start: str = "requires_improvement", **more: object) -> Area:
    """An area with a fixed start."""
    return Area(id, f"The {id}", GRADES, StartGrade(start), rules, **more)  # type: ignore[arg-type]


def grades(id: str, modality: Modality, grade: str, when: Condition) -> Rule:
    """A rule that grades."""
    return rule(id, f"Rule {id}", Grades(modality, grade), when)
