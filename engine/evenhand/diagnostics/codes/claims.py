"""Codes about claims and waivers: what a rule set is said to do, and what may stay as it is."""

from evenhand.diagnostics.diagnostic import code

NOT_A_CLAIM = code(
    "V701",
    "this is not a claim: `{text}`",
    why="A claim that cannot be read cannot be proved or refuted.",
    bad="claim: overall is never outstanding",
    good="claim: never overall is outstanding",
)
AMBIGUOUS_CLAIM = code(
    "V702",
    "there is more than one comma at which this could be cut in two: `{text}`",
    why="What is claimed must be clear before it is proved. A block says which condition is which.",
    bad="claim: whenever managers lead, plans are kept, visits are made",
    good="claim: {whenever: 'managers lead, plans are kept', then: visits are made}",
)
NAMES_NO_VERSION = code(
    "V703",
    "`{name}` does not name a version of a rule set",
    why="The version in force depends on the day. A claim compares with one version, whatever the day.",
    bad="claim: never softer on leaders than ilacs",
    good="claim: never softer on leaders than ilacs@2023",
)
NOT_A_NUMBER_OF_GRADES = code(
    "V704",
    "`{text}` is not a number of grades",
    why="How far apart two areas may be is a whole number of steps on their scale, from one up.",
    bad="claim: care_leavers never differs from leaders by more than 1.5 grades",
    good="claim: care_leavers never differs from leaders by more than one grade",
)
CLAIM_CANNOT_FAIL = code(
    "V705",
    "`{area}` and `{other}` can never be more than {apart} apart",
    why="A claim that holds whatever the rules say tells nothing about the rules.",
    bad="claim: care_leavers never differs from leaders by more than 3 grades",
    good="claim: care_leavers never differs from leaders by more than 2 grades",
    severity="warning",
)
SAID_TWICE = code(
    "V706",
    "{what}",
    why="A claim or a waiver that stands twice may be changed in one place and forgotten in the other.",
    bad=(
        "- {id: C1, claim: never leaders is outstanding}\n"
        "- {id: C1, claim: never care_leavers is outstanding}"
    ),
    good=(
        "- {id: C1, claim: never leaders is outstanding}\n"
        "- {id: C2, claim: never care_leavers is outstanding}"
    ),
)
NOT_IN_RULES = code(
    "V707",
    "`{rules}` has no {what} `{name}`",
    why="A waiver is of something that the rule set has. What it was of may have another name now, or be gone.",
    bad="obligation: no_conflict\nof: leader\nbecause: Panels settle it.",
    good="obligation: no_conflict\nof: leaders\nbecause: Panels settle it.",
)
OF_SOMETHING_ELSE = code(
    "V708",
    "{problem}",
    why="Each obligation is asked of things of one kind. A waiver names the very things.",
    bad="obligation: grade_reached\nof: leaders\nbecause: It is kept for later.",
    good="obligation: grade_reached\nof: [leaders, outstanding]\nbecause: It is kept for later.",
)
CLAIM_SAYS_NOTHING = code(
    "V712",
    "no inspection meets the condition of this claim, so it says nothing: {claim}",
    why="A slip in a threshold can make a claim that nothing can contradict, and that looks like a proof.",
    bad="claim: whenever caseload_mean > 500, leaders is inadequate   # it is 100 at most",
    good="claim: whenever caseload_mean > 50, leaders is inadequate",
    severity="warning",
)
CANNOT_BE_COMPARED = code(
    "V711",
    "the claim `{claim}` compares two rule sets in which {what} is not the same",
    why="A claim can be decided only where the same inspection can be put to both rule sets.",
    bad="claim: never softer on leaders than slac@2009   # which has other grades",
    good="claim: never softer on leaders than ilacs@2018",
)
UNUSED_WAIVER = code(
    "V710",
    "nothing needs this waiver: `{obligation}` of {what} holds",
    why="A waiver that nothing needs hides the day on which it would be needed.",
    bad="# a rule for the cases that this one was about has been written since\nobligation: a_rule_speaks\nof: leaders\nbecause: Panels settle it.",
    good="# no waiver: the obligation is proved",
)
LEFT_OUT = code(
    "V709",
    "the {what} is of the rule set that is amended and is left out here: {problem}",
    why="What is claimed of a rule set holds for its amendments too, as far as they have what is named.",
    bad="remove_area: care_leavers   # and a claim of ilacs@2023 names it",
    good="remove_rule: L2   # and no claim of ilacs@2023 names it",
    severity="warning",
)
