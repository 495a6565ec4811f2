"""Codes about rule sets: conditions, names, conclusions, tables, parameters, dates."""

from evenhand.diagnostics.diagnostic import code

NOT_A_CONDITION = code(
    "R101",
    "this is not a condition: `{text}`",
    why="A condition that cannot be read would be a rule that nobody can check.",
    bad="when: caseload_mean more than 18",
    good="when: caseload_mean > 18",
)
UNKNOWN_NAME = code(
    "R102",
    "unknown name `{name}`",
    why="A condition may name evidence items, areas, parameters, groups and findings that are defined.",
    bad="when: casload_mean <= 18",
    good="when: caseload_mean <= 18",
)
UNKNOWN_LEVEL = code(
    "R103",
    "`{name}` is not a level or choice of `{subject}`",
    why="Only a level that the item can have can ever be recorded.",
    bad="when: management_grip is storng",
    good="when: management_grip is strong",
)
UNKNOWN_GRADE = code(
    "R104",
    "unknown grade `{name}`",
    why="A rule can only speak of a grade that the scale of its area defines.",
    bad="then: {at_most: inadequat}",
    good="then: {at_most: inadequate}",
)
UNKNOWN_AREA = code(
    "R105",
    "unknown judgement area `{name}`",
    why="An area must be one of the rule set's own.",
    bad="starts_at:\n  worst_of: [help_and_protecton, care_leavers]",
    good="starts_at:\n  worst_of: [help_and_protection, care_leavers]",
)
UNKNOWN_PARAMETER = code(
    "R106",
    "unknown parameter `{name}`",
    why="A value can only be set for a threshold that the rule set defines.",
    bad="parameters: {visit_intervall: {value: 6 weeks}}",
    good="parameters: {visit_interval: {value: 6 weeks}}",
)
UNKNOWN_UNIT = code(
    "R107",
    "`{text}` is not a number with a unit that is known",
    why="A threshold in a unit that nobody knows cannot be compared.",
    bad="when: supervision_gap <= 4 fortnights",
    good="when: supervision_gap <= 8 weeks",
)
UNIT_MISMATCH = code(
    "R108",
    "`{left}` is in {left_unit} and cannot be compared with {right_unit}",
    why="Weeks convert to days; other units do not convert, and comparing them would mean nothing.",
    bad="when: supervision_gap <= 20 working days",
    good="when: supervision_gap <= 4 weeks",
)
PERCENT_MISMATCH = code(
    "R109",
    "a share is compared with a percentage, and a number with a number: `{text}`",
    why="`0.9`, `90` and `90%` are easily confused, so a share takes a percentage and nothing else does.",
    bad="when: children_seen_alone >= 90",
    good="when: children_seen_alone >= 90%",
)
SHARE_IN_ARITHMETIC = code(
    "R110",
    "a share takes part in no sum: `{text}`",
    why="Shares of different wholes cannot be added; add the counts behind them.",
    bad="when: children_seen + children_seen_alone >= 180%",
    good="when:\n  - children_seen >= 90%\n  - children_seen_alone >= 90%",
)
NOT_A_NUMBER = code(
    "R111",
    "`{name}` is not a number",
    why="Only numbers, counts and shares are compared by size; levels are compared by name.",
    bad="when: management_grip >= 3",
    good="when: management_grip is at least adequate",
)
NOT_NAMED = code(
    "R112",
    "`{name}` is a number and is compared by size",
    why="Numbers have no levels.",
    bad="when: caseload_mean is at least 18",
    good="when: caseload_mean >= 18",
)
NO_ORDER = code(
    "R113",
    "`{name}` has no order from worse to better, so `{words}` says nothing",
    why="Choices and yes/no answers are not ordered; a level that declares no direction has no better end.",
    bad="when: placement is at least foster",
    good="when: placement is foster or kinship",
)
DIFFERENT_SCALES = code(
    "R114",
    "`{left}` and `{right}` are not on the same scale",
    why="A grade or level is compared only with another of the same scale.",
    bad="when: care_leavers is better than management_grip",
    good="when: care_leavers is better than help_and_protection",
)
NO_POINTS = code(
    "R115",
    "`{name}` has no points",
    why="Arithmetic on levels or grades means something only where the scale gives each a number.",
    bad="when: points of management_grip >= 3   # its levels have no points",
    good="when: points of practice_quality >= 3   # levels: [poor, fair, sound], points: [1, 2, 3]",
)
AREA_IS_KNOWN = code(
    "R116",
    "`{name}` is a judgement area: use `is judged`",
    why="Evidence is known or unknown; an area is judged or not.",
    bad="when: care_leavers is known",
    good="when: care_leavers is judged",
)
NOT_AN_AREA = code(
    "R117",
    "`{name}` is not a judgement area",
    why="Only areas are judged.",
    bad="when: caseload_mean is judged",
    good="when: caseload_mean is known",
)
BAD_COUNT = code(
    "R118",
    "`{number}` of {parts} can never be meant",
    why="A count must be at least 1 and at most the number of conditions in its list.",
    bad="when:\n  at least 3 of:\n    - harm_left_too_long is no\n    - managers_visible is yes",
    good="when:\n  at least 2 of:\n    - harm_left_too_long is no\n    - managers_visible is yes",
)
REPEATED_MEMBER = code(
    "R119",
    "`{name}` stands twice in this list",
    why="One thing counted twice makes two out of one.",
    bad="when: all of care_leavers, help_and_protection and care_leavers are good",
    good="when: all of care_leavers and help_and_protection are good",
)
MIXED_MEMBERS = code(
    "R120",
    "the members of this list are not all of one type: `{name}`",
    why="One condition is asked of each member, so they must be of one type.",
    bad="when: any of care_leavers and caseload_mean are good",
    good="when: any of care_leavers and help_and_protection are good",
)
ONE_OF_ONE = code(
    "R121",
    "`is one of` has one name only",
    why="In a list on one line, a comma ends the line: the rest of the names were cut off.",
    bad="when: [placement is one of foster, kinship]",
    good="when:\n  - placement is one of foster, kinship",
)
BAD_NUMBER = code(
    "R122",
    "`{text}` is not a number that can be written here",
    why="Numbers are exact: digits with a decimal point, at most 15 of them.",
    bad="when: caseload_mean <= 1,000",
    good="when: caseload_mean <= 1000",
)
BAD_CONNECTIVE = code(
    "R123",
    "`{key}` does not join conditions",
    why="Conditions are joined by `all`, `any`, `none`, `at least N of`, `at most N of` or `exactly N of`.",
    bad="when:\n  either:\n    - harm_left_too_long is yes\n    - managers_visible is no",
    good="when:\n  any:\n    - harm_left_too_long is yes\n    - managers_visible is no",
)
TWO_CONNECTIVES = code(
    "R124",
    "two ways of joining stand side by side: `{first}` and `{second}`",
    why="Nothing says how the two belong together. Put one inside the other.",
    bad="when:\n  all:\n    - managers_visible is no\n  any:\n    - harm_left_too_long is yes",
    good=("when:\n  all:\n    - managers_visible is no\n    - any:\n        - harm_left_too_long is yes"),
)
NO_CONDITIONS = code(
    "R125",
    "there are no conditions in this list",
    why="An empty `all` would always hold and an empty `any` never would.",
    bad="when:\n  all: []",
    good="when:\n  all:\n    - managers_visible is no",
)
ITEM_TIMES_ITEM = code(
    "R126",
    "`{text}` multiplies or divides by something that is not a number or a count",
    why="Only a number may multiply; only a number or a declared count may divide.",
    bad="when: reviews_late * visits_late >= 4",
    good="when: 2 * visits_late >= 4",
)
QUOTIENT_ALONE = code(
    "R127",
    "a quotient by a count stands alone on its side and is compared with a number or parameter: `{text}`",
    why="Anything else could not be compared exactly.",
    bad="when: spend / children + 2 >= visits_late",
    good="when: spend / children >= 2",
)
EMPTY_RANGE = code(
    "R128",
    "nothing lies between {low} and {high}",
    why="The lower end comes first.",
    bad="when: caseload_mean is between 18 and 12",
    good="when: caseload_mean is between 12 and 18",
)
AT_LEAST_ON_LOWER = code(
    "R129",
    "`at least` follows the order written, and for `{name}` the later levels are worse",
    why="A reader may take `at least` for `at least as good as`. `better than` and `worse than` cannot be misread.",
    bad="when: scale_of_failure is at least serious",
    good="when: scale_of_failure is worse than widespread",
    severity="warning",
)
NO_CONDITION_AT_ALL = code(
    "R130",
    "rule `{rule}` has neither `when` nor `unless`",
    why="A rule without a condition would always fire; that is what `starts_at` is for.",
    bad="title: Always\nthen: {at_most: good}",
    good="title: Not while harm is left\nwhen: harm_left_too_long is yes\nthen: {at_most: good}",
)
TWO_CONCLUSIONS = code(
    "R131",
    "a rule has one conclusion; this one has {count}: {conclusions}",
    why="Each conclusion needs a rule of its own, so that the trace can say which one set the grade.",
    bad="then: {supports: good, finding: managers keep a grip}",
    good="then: {supports: good}",
)
NOT_A_CONCLUSION = code(
    "R132",
    "`{key}` is not a conclusion",
    why="A rule makes a finding, supports a grade, says `likely`, raises, lowers, or limits.",
    bad="then: {awards: good}",
    good="then: {supports: good}",
)
BAD_MOVE = code(
    "R133",
    "`{text}` is not a number of grades",
    why="`raise` and `lower` move by whole grades, at least one.",
    bad="then: {raise: good}",
    good="then: {raise: 1 grade}",
)
ONLY_FINDINGS_HERE = code(
    "R134",
    "a file without an area can only hold findings",
    why="There is nothing here to grade.",
    bad=(
        "title: Findings\n"
        "rules:\n"
        "  - id: F1\n"
        "    title: Grip\n"
        "    when: management_grip is strong\n"
        "    then: {supports: good}"
    ),
    good=(
        "title: Findings\n"
        "rules:\n"
        "  - id: F1\n"
        "    title: Grip\n"
        "    when: management_grip is strong\n"
        "    then: {finding: managers keep a grip}"
    ),
)
DUPLICATE_RULE = code(
    "R135",
    "rule id `{rule}` is used twice",
    why="A trace names rules by id; two rules of one name cannot be told apart.",
    bad=(
        "- {id: A1, title: One, when: visits_late > 3, then: {at_most: good}}\n"
        "- {id: A1, title: Two, when: visits_late > 9, then: {lower: 1 grade}}"
    ),
    good=(
        "- {id: A1, title: One, when: visits_late > 3, then: {at_most: good}}\n"
        "- {id: A2, title: Two, when: visits_late > 9, then: {lower: 1 grade}}"
    ),
)
DUPLICATE_NAME = code(
    "R136",
    "`{name}` is already the name of {what}",
    why="Items, areas, parameters, findings and groups share one set of names, so that a condition means one thing.",
    bad="parameters:\n  leaders: {title: A number, values: [{value: 3}]}",
    good="parameters:\n  leaders_expected: {title: A number, values: [{value: 3}]}",
)
CIRCLE = code(
    "R137",
    "these read each other in a circle: {members}",
    why="Each would have to be decided before the other.",
    bad="area: leaders\ntitle: Leaders\nstarts_at: leaders",
    good="area: leaders\ntitle: Leaders\nstarts_at: help_and_protection",
)
NEVER_IN_FORCE = code(
    "R138",
    "rule `{rule}` can never apply: its dates lie outside those of the rule set",
    why="A rule whose dates never meet those of its rule set is a rule that nobody will ever see fire.",
    bad="in_force: {from: 2031-01-01}",
    good="in_force: {from: 2023-01-01}",
)
BAD_FINDING_NAME = code(
    "R139",
    "`{name}` cannot be the name of a finding",
    why="A name that reads as a condition, or begins with a word of the language, could be taken for one.",
    bad="then: {finding: leadership is strong}",
    good="then: {finding: strong leadership}",
)
UNKNOWN_KIND = code(
    "R140",
    "unknown kind of finding `{name}`",
    why="A finding's kind must be one that the framework lists.",
    bad="then: {finding: managers keep a grip, as: strenght}",
    good="then: {finding: managers keep a grip, as: strength}",
)
UNKNOWN_PLACEHOLDER = code(
    "R141",
    "`{{{name}}}` names no item, parameter or area",
    why="A reason is shown with its values filled in, so each name in it must be one that has a value.",
    bad="because: Supervision is on time in {supervision_on_tme} of cases.",
    good="because: Supervision is on time in {supervision_on_time} of cases.",
)
BAD_TEMPLATE = code(
    "R142",
    "the braces in this reason do not match",
    why="Names stand between `{` and `}`. A reason that begins with a brace must be quoted.",
    bad="because: Supervision is on time in {supervision_on_time of cases.",
    good="because: Supervision is on time in {supervision_on_time} of cases.",
)
BAD_START = code(
    "R143",
    "`{text}` is not something an area can start at",
    why="An area starts at a grade, another area, a level item on the same scale, a median, worst or best, or a table.",
    bad="starts_at: {average_of: [help_and_protection, care_leavers]}",
    good="starts_at: {median_of: [help_and_protection, care_leavers], ties: better}",
)
TIES_NEEDED = code(
    "R144",
    "a median of two or more areas needs `ties: better` or `ties: worse`",
    why="An even number of areas, or one not judged, leaves two middle grades.",
    bad="starts_at: {median_of: [help_and_protection, care_leavers]}",
    good="starts_at: {median_of: [help_and_protection, care_leavers], ties: better}",
)
NO_START = code(
    "R145",
    "area `{area}` has no `starts_at`",
    why="Every area starts somewhere; one without rules of its own says `given_only: yes`.",
    bad="area: leaders\ntitle: Leaders",
    good="area: leaders\ntitle: Leaders\nstarts_at: requires_improvement",
)
GIVEN_ONLY_HAS_RULES = code(
    "R146",
    "area `{area}` is `given_only`, so it has no start, rules or `judged_when`",
    why="What is taken as given is not worked out.",
    bad="area: leaders\ntitle: Leaders\ngiven_only: yes\nstarts_at: good",
    good="area: leaders\ntitle: Leaders\ngiven_only: yes",
)
AREA_FILE_MISSING = code(
    "R147",
    "no file defines the area `{area}`",
    why="The framework lists it, so a file must say how it is graded.",
    bad="areas: [leaders, help_and_protection, care_leavers, adoption]   # no adoption.yaml is there",
    good="areas: [leaders, help_and_protection, care_leavers]",
)
AREA_NOT_LISTED = code(
    "R148",
    "area `{area}` is not in the framework's list",
    why="The list gives the order in which areas are shown; one that is missing would be lost.",
    bad="areas: [leaders, help_and_protection]   # and care_leavers.yaml is there",
    good="areas: [leaders, help_and_protection, care_leavers]",
)
BAD_SCALE = code(
    "R149",
    "{problem}",
    why="A scale lists each of its grades or levels once, worst or lowest first, with one number each where it has points.",
    bad="scales:\n  four_grades: {grades: [inadequate, good, good]}",
    good="scales:\n  four_grades: {grades: [inadequate, requires_improvement, good]}",
)
BAD_PARAMETER = code(
    "R150",
    "{problem}",
    why="A parameter's values are dated, in order, in one unit, and inside its bounds.",
    bad="unit: days\nvalues:\n  - {value: 85%}",
    good='unit: "%"\nvalues:\n  - {value: 85%}',
)
NO_VALUE_IN_FORCE = code(
    "R151",
    "parameter `{name}` has no value on {day}",
    why="Every day on which the rules are in force needs a value for each threshold.",
    bad="values:\n  - {from: 2030-01-01, value: 85%}",
    good="values:\n  - {from: 2023-01-01, value: 85%}",
)
BAD_TABLE = code(
    "R152",
    "{problem}",
    why="A decision table has a head, one cell a column in each row, and a last column with what is concluded.",
    bad="managers_visible | grade\n- | - | good",
    good="managers_visible | grade\n- | good",
)
TABLE_GAP = code(
    "R153",
    "no row of the table covers {combination}",
    why="A case that no row covers would have no grade.",
    bad="managers_visible | grade\nyes | good",
    good="managers_visible | grade\nyes | good\nno | inadequate",
)
TABLE_OVERLAP = code(
    "R154",
    "rows {rows} both cover {combination}",
    why="Under `unique` one row counts for each case; two would give two answers.",
    bad="managers_visible | grade\nyes | good\n- | inadequate",
    good="managers_visible | grade\nyes | good\nno | inadequate",
)
CELL_NOT_CONSTANT = code(
    "R155",
    "the cell `{text}` compares with something that is not a constant or parameter",
    why="Gaps can be found only where each cell is fixed. Such cells stand in a `first` table with a last row of `-`.",
    bad="table: |\n  visits_late | grade\n  > reviews_late | good\n  - | inadequate",
    good="hit: first\ntable: |\n  visits_late | grade\n  > reviews_late | good\n  - | inadequate",
)
TABLE_HIT = code(
    "R156",
    "a table of findings is `unique` or `first`, not `{hit}`",
    why="Findings have no order, so none of them is the best or worst.",
    bad="hit: best",
    good="hit: first",
)
SPREADSHEET_DATE = code(
    "R157",
    "`{text}` looks like a date that a spreadsheet made of something else",
    why="Spreadsheets turn `3-4` or `1/2` into dates without asking.",
    bad="visits_late | grade\n03-Apr | good\n< 3 | good\n> 4 | inadequate",
    good="visits_late | grade\n3 to 4 | good\n< 3 | good\n> 4 | inadequate",
)
UNKNOWN_SCALE = code(
    "R158",
    "unknown scale `{name}`",
    why="An area's scale must be one that the framework defines.",
    bad="scale: five_grades",
    good="scale: four_grades",
)
UNKNOWN_SCHEMA = code(
    "R159",
    "unknown evidence schema `{name}`",
    why="Rules read the items of one evidence schema.",
    bad="evidence_schema: childrens_social_care",
    good="evidence_schema: children_social_care",
)
UNKNOWN_RULE_SET = code(
    "R160",
    "unknown rule set `{name}`",
    why="A rule set is named `ilacs@2023`, `ilacs`, or by the path of its folder.",
    bad="inspection: {id: EX-017, framework: ilcas, on: 2024-05-13}",
    good="inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}",
)
NO_VERSION_IN_FORCE = code(
    "R161",
    "no version of `{name}` was in force on {day}",
    why="An inspection is judged under the framework that was in force on its date.",
    bad="inspection: {id: EX-017, framework: ilacs, on: 2009-05-13}",
    good="inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}",
)
LANGUAGE_VERSION = code(
    "R162",
    "this rule set is written in version {version} of the language; this program reads version 1",
    why="What conditions mean is fixed by the version of the language.",
    bad="language: 2",
    good="language: 1",
)
PART_OF_UNKNOWN = code(
    "R163",
    "`{name}` is not an area, so nothing can be part of it",
    why="A sub-judgement belongs to an area of the same rule set.",
    bad="part_of: help_and_protecton",
    good="part_of: help_and_protection",
)
BAD_EXAMPLE = code(
    "R164",
    "{problem}",
    why="A model case can only expect what its rule set can give.",
    bad=(
        "- {id: strong, title: Strong leaders, expected: {leaders: good}}\n"
        "- {id: strong, title: Weak leaders, expected: {leaders: good}}"
    ),
    good=(
        "- {id: strong, title: Strong leaders, expected: {leaders: good}}\n"
        "- {id: weak, title: Weak leaders, expected: {leaders: undecided}}"
    ),
)
NO_RULE_SET_FILES = code(
    "R165",
    "`{path}` is not a rule set: it has no framework.yaml",
    why="A rule set is a folder with a framework.yaml.",
    bad="evenhand rules rules",
    good="evenhand rules rules/ilacs/2023",
)
UNKNOWN_RULE = code(
    "R166",
    "`{name}` is neither a diagnostic code nor a rule",
    why="Codes are written R104; rules are named by their id, after the rule set where it matters.",
    bad="evenhand explain HP99",
    good="evenhand explain HP3",
)
BAD_DERIVATION = code(
    "R167",
    "{problem}",
    why="A derived item is counted from case records or computed from other items, of a type that fits.",
    bad="from_cases: mean of child_seen",
    good="from_cases: mean of supervision_gap_days",
)
NAME_MISUSED = code(
    "R168",
    "`{name}` cannot be {what}",
    why="Each name in a condition stands for one kind of thing.",
    bad="when: practice_areas >= 3",
    good="when: at least 2 of practice_areas are good",
)
MORE_THAN_A_SHARE = code(
    "R169",
    "`{text}` is more than a share can be",
    why="No share is more than 100%, so the condition would hold for everyone or for no one.",
    bad="when: supervision_on_time >= 120%",
    good="when: supervision_on_time >= 90%",
)
NOTHING_EXPECTED = code(
    "R170",
    "`expected` is still to be filled in for {open} of {cases} model cases: {names}",
    why="A model case says which grade people give its evidence. The others of the file are run.",
    bad="- {id: strong, title: Strong leaders}",
    good="- {id: strong, title: Strong leaders, expected: {leaders: undecided}}",
)
