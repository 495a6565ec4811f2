"""Codes about inspection files: areas, grades, drafts, departures, records."""

from evenhand.diagnostics.diagnostic import code

AREA_NOT_IN_RULES = code(
    "I301",
    "`{rules}` has no judgement area `{name}`",
    why="A grade can only be given, drafted or expected for an area of the rule set.",
    bad="draft: {care_leaver: good}",
    good="draft: {care_leavers: good}",
)
GRADE_NOT_ON_SCALE = code(
    "I302",
    "`{name}` is not a grade of `{area}`",
    why="Grades are compared only within their scale.",
    bad="draft: {leaders: goood}",
    good="draft: {leaders: good}",
)
NO_REASON = code(
    "I303",
    "the departure for `{area}` has no reason",
    why="A departure is a professional judgement; the reason is what makes it one that can be compared.",
    bad='draft: {leaders: good}\ndepartures:\n  leaders: {reason: "", by: INS-1}',
    good=(
        "draft: {leaders: good}\n"
        "departures:\n"
        "  leaders: {reason: Practice seen was stronger than the records, by: INS-1}"
    ),
)
NO_SECOND_PERSON = code(
    "I304",
    "the draft for `{area}` is outside the permitted range, so the departure needs a second person",
    why="A grade that the framework's own limits exclude is not for one person to decide.",
    bad="departures:\n  leaders: {reason: Seen differently on site, by: INS-1}",
    good="departures:\n  leaders: {reason: Seen differently on site, by: INS-1, second: INS-2}",
)
SAME_PERSON_TWICE = code(
    "I305",
    "the second person of the departure for `{area}` is the first one again",
    why="The second person is there to look with other eyes.",
    bad="departures:\n  leaders: {reason: Seen differently on site, by: INS-1, second: INS-1}",
    good="departures:\n  leaders: {reason: Seen differently on site, by: INS-1, second: INS-2}",
)
NOTHING_TO_DEPART_FROM = code(
    "I306",
    "a departure is recorded for `{area}`, but its draft agrees with the proposal",
    why="A departure that is none would count in every table of departures.",
    bad="draft: {leaders: good}   # good is proposed\ndepartures:\n  leaders: {reason: Seen differently, by: INS-1}",
    good="draft: {leaders: good}",
)
DEPARTURE_WITHOUT_DRAFT = code(
    "I307",
    "a departure is recorded for `{area}`, which has no draft",
    why="A departure is a draft that differs from the proposal.",
    bad="departures:\n  leaders: {reason: Seen differently on site, by: INS-1}",
    good="draft: {leaders: good}\ndepartures:\n  leaders: {reason: Seen differently on site, by: INS-1}",
)
NOT_LOCAL = code(
    "I308",
    "`{name}` is not a local-policy parameter",
    why="Only thresholds that the framework leaves to local policy may be set by an inspection.",
    bad="parameters: {caseload_manageable: {value: 30}}",
    good="parameters: {visit_interval: {value: 6 weeks}}",
)
LOCAL_VALUE = code(
    "I309",
    "`{value}` cannot be the value of `{name}`: {problem}",
    why="A local value has the unit of the parameter and lies within the bounds that the framework sets.",
    bad="parameters: {visit_interval: {value: 9 children}}",
    good="parameters: {visit_interval: {value: 6 weeks}}",
)
PREVIOUS_OTHER_SCALE = code(
    "I310",
    "the previous grade `{name}` of `{area}` is not on its scale",
    why="A grade from another scale is read only where the scale says what it is also called.",
    bad="previous: {grades: {leaders: adequate}}",
    good="previous: {grades: {leaders: requires_improvement}}",
)
NO_FRAMEWORK = code(
    "I311",
    "nothing says which framework this inspection is under",
    why="The rules that were in force on the inspection's date are the ones that hold.",
    bad="inspection: {id: EX-017, on: 2024-05-13}",
    good="inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}",
)
NOT_JUDGED_DRAFT = code(
    "I312",
    "`not_judged` can be given, and expected, but not drafted for `{area}`",
    why="A draft is a grade; an area that is not judged has none.",
    bad="draft: {care_leavers: not_judged}",
    good="given: {care_leavers: not_judged}",
)
DUPLICATE_INSPECTION = code(
    "I313",
    "inspection id `{id}` is used by two files in this run",
    why="Results are told apart by the id of the inspection.",
    bad="inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}   # and another file has EX-017",
    good="inspection: {id: EX-018, framework: ilacs, on: 2024-05-13}",
    severity="warning",
)
PREVIOUS_AREA_UNKNOWN = code(
    "I314",
    "`{rules}` has no judgement area `{name}`, so no rule reads this previous grade",
    why="An earlier framework may have had other areas; a name that was mistyped looks the same.",
    bad="previous: {grades: {leader: good}}",
    good="previous: {grades: {leaders: good}}",
    severity="warning",
)
DRAFT_OF_NOT_JUDGED = code(
    "I315",
    "`{area}` is given as not judged, so it cannot have a draft grade",
    why="The file says two things of one area, and only one of them can hold.",
    bad="given: {care_leavers: not_judged}\ndraft: {care_leavers: good}",
    good="given: {care_leavers: not_judged}",
)
NOT_A_RECORD = code(
    "I320",
    "this is not a record: {problem}",
    why="A record is the JSON document that `evenhand record` writes.",
    bad="evenhand verify-record inspection.yaml",
    good="evenhand verify-record EX-017.record.json",
)
FILE_EXISTS = code(
    "I330",
    "`{path}` is already there",
    why="Nothing that was written is overwritten without being asked.",
    bad="evenhand new inspection -o EX-017.yaml",
    good="evenhand new inspection -o EX-018.yaml",
)
CANNOT_WRITE = code(
    "I331",
    "`{path}` cannot be written: {problem}",
    why="The result has nowhere to go.",
    bad="evenhand record EX-017.yaml -o /nowhere/EX-017.json",
    good="evenhand record EX-017.yaml -o EX-017.json",
)
CANNOT_READ = code(
    "I332",
    "`{path}` cannot be read: {problem}",
    why="There is nothing to work on.",
    bad="files: [leaders.yaml, adoption.yaml]   # there is no adoption.yaml",
    good="files: [leaders.yaml, help_and_protection.yaml, care_leavers.yaml]",
)
