"""Codes about amendments: proposed changes of a rule set."""

from evenhand.diagnostics.diagnostic import code

NOTHING_TO_CHANGE = code(
    "A601",
    "`{base}` has no {what} `{name}`",
    why="A change can only be made to what the rule set has, or what an earlier change of the amendment added.",
    bad="remove_rule: OV99",
    good="remove_rule: OV2",
)
THERE_ALREADY = code(
    "A602",
    "`{base}` has {what} `{name}` already",
    why="What is added stands beside what is there, so it needs a name that is free.",
    bad="add_rule:\n  area: overall\n  id: OV2\n  title: Leaders are good\n  when: leaders is good\n  then: {at_most: good}",
    good="add_rule:\n  area: overall\n  id: OV4\n  title: Leaders are good\n  when: leaders is good\n  then: {at_most: good}",
)
TOUCHED_TWICE = code(
    "A603",
    "the changes `{first}` and `{second}` both touch {what}",
    why="What each change does is shown by making it alone, so no two may be about the same thing.",
    bad="- {id: drop, because: It is too strict., remove_rule: OV2}\n- {id: drop_again, because: It is too strict., remove_rule: OV2}",
    good="- {id: drop, because: It is too strict., remove_rule: OV2}\n- {id: drop_other, because: It is too strict., remove_rule: OV1}",
)
NOT_ONE_ACTION = code(
    "A604",
    "the change `{change}` does {listed}, and a change does one thing",
    why="Each move of a grade is put down to one change, so each change does one thing and has its own reason.",
    bad="remove_rule: OV1\nset_parameter: {parameter: visit_interval, value: 10 days}",
    good="remove_rule: OV1",
)
AMENDMENT_CIRCLE = code(
    "A605",
    "amendments amend each other in a circle: {members}",
    why="A chain of amendments ends at a rule set, or there is nothing to change.",
    bad="amends: ./this_very_file.yaml",
    good="amends: ilacs@2023",
)
CHANGES_NOTHING = code(
    "A606",
    "the change `{change}` changes nothing",
    why="What it sets is what is there. It moves no grade, and was perhaps meant to say something else.",
    bad="set_parameter: {parameter: visit_interval, value: 4 weeks}   # which is 28 days",
    good="set_parameter: {parameter: visit_interval, value: 5 weeks}",
    severity="warning",
)
TAKES_BACK = code(
    "A607",
    "the change `{change}` takes away {what}, which the amendment `{amendment}` added",
    why="A later amendment may take back what an earlier one added. Whoever reads the two should know.",
    bad="remove_rule: OV9   # added by the amendment that this one amends",
    good="remove_rule: OV1",
    severity="warning",
)
AMENDS_NO_VERSION = code(
    "A608",
    "`{name}` does not say which version is amended",
    why="The version in force depends on the day. A proposal is about one version, whatever the day.",
    bad="amends: ilacs",
    good="amends: ilacs@2023",
)
CANNOT_CHANGE = code(
    "A609",
    "{problem}",
    why="A change says what to change, in a way that fits what is there.",
    bad="set_area: {area: care_leavers, ties: worse}   # it starts at a grade",
    good="set_area: {area: overall, ties: worse}",
)
SAME_CHANGE_ID = code(
    "A610",
    "two changes have the id `{change}`",
    why="A grade that moves is put down to a change by its id.",
    bad="- {id: drop, because: It is too strict., remove_rule: OV1}\n- {id: drop, because: It is too strict., remove_rule: OV2}",
    good="- {id: drop_first, because: It is too strict., remove_rule: OV1}\n- {id: drop_second, because: It is too strict., remove_rule: OV2}",
)
TOO_MANY_AMENDMENTS = code(
    "A612",
    "more than {most} amendments stand on top of each other",
    why="What so many changes make together nobody can read. Put them into one amendment, or into the rules.",
    bad="amends: below_of_21.yaml   # the last of a chain of 21",
    good="amends: below.yaml",
)
SAME_AMENDMENT_ID = code(
    "A613",
    "an amendment that this one amends has the id `{id}` too",
    why="A grade that moves is put down to a change by its id and that of its amendment.",
    bad="amends: below.yaml   # which has the id `tried` too",
    good="amends: ilacs@2023",
)
NOT_AN_AMENDMENT = code(
    "A611",
    "`{path}` is not an amendment: it has no key `amendment`",
    why="A rule set is named by its name, by its folder, or by an amendment file.",
    bad="evenhand rules rules/ilacs/2023/overall.yaml",
    good="evenhand rules rules/ilacs/2023",
)
