"""Codes of casebooks: the casebook file, its rows, and what a replay or a generation is asked for."""

from evenhand.diagnostics.diagnostic import code

UNKNOWN_CASEBOOK = code(
    "C601",
    "there is no casebook `{name}`",
    why="A casebook is named by its id, or by the path of its folder or file.",
    bad="evenhand replay publshed",
    good="evenhand replay published\nevenhand replay my-casebook/casebook.yaml",
)
NO_ROWS_FILE = code(
    "C602",
    "`{name}` cannot be read: {problem}",
    why="The rows of a casebook stand in a CSV or Parquet file beside casebook.yaml, one row a case.",
    bad="rows: judgements.xlsx",
    good="rows: judgements.csv",
)
COLUMN_MISSING = code(
    "C603",
    "the rows have no column `{name}`",
    why="Every column that the casebook file names must be there, or cases would lose a part without a word.",
    bad="columns: {id: case_id}   # the head says: id,provider",
    good="columns: {id: id, provider: provider}   # the head says: id,provider",
)
COLUMN_UNNAMED = code(
    "C604",
    "column `{name}` is in no part of the casebook file",
    why="A column that nobody reads may be one whose name was misspelt. Say that it is not used, and it is not.",
    bad="columns: {id: id}   # the head says: id,region",
    good="columns: {id: id, groups: [region]}   # the head says: id,region\n"
    "columns: {id: id, not_used: [region]}   # the head says: id,region",
)
NO_FRAMEWORK_OF_CASES = code(
    "C605",
    "the casebook does not say which rule set its cases are under",
    why="Cases are compared only with cases under the same framework. It is never guessed from a date.",
    bad="columns: {id: id, on: on}",
    good="framework: ilacs\ncolumns: {id: id, on: on}",
)
UNKNOWN_AREA_OF_CASES = code(
    "C606",
    "none of the rule sets of this casebook has an area `{name}`",
    why="Grades belong to areas of a rule set; a misspelt name would leave them out.",
    bad="columns: {id: id, awarded: [leders]}   # the head says: id,leders",
    good="columns: {id: id, awarded: [leaders]}   # the head says: id,leaders",
)
EMPTY_CASEBOOK = code(
    "C607",
    "this casebook has no cases",
    why="Nothing can be replayed or compared.",
    bad="id,provider,overall",
    good="id,provider,overall\n17,Example Borough,good",
)
OTHER_SCHEMA = code(
    "C608",
    "`{name}` reads evidence of `{schema}`, and this casebook's evidence is of `{own}`",
    why="An item of another evidence schema may mean something else, even where it has the same name.",
    bad="evenhand replay my-casebook --after sccif   # cases with evidence of children_social_care",
    good="evenhand replay my-casebook --after ilacs@2023",
)
KEY_WITHOUT_ROWS = code(
    "C609",
    "`{key}` means nothing here: there are no `rows`",
    why="The cases of a casebook without rows are inspection files, and each of them says such things itself.",
    bad="assume: {agency_rate: {value: 15%, because: not published}}",
    good="rows: judgements.csv\nassume: {agency_rate: {value: 15%, because: not published}}",
)
GRADE_REDEFINED = code(
    "C610",
    "`{word}` cannot stand for another grade: it is a grade under {rules} itself",
    why="A grade of the rules means itself in every row. Were it to stand for another, cases would move unseen.",
    bad="grades: {RI: requires_improvement, good: outstanding}",
    good="grades: {RI: requires_improvement, G: good}",
)
UNKNOWN_GRADE_OF_CASES = code(
    "C611",
    "none of the rule sets of this casebook has a grade `{name}`",
    why="A word in the rows stands for a grade that some rule set has. Otherwise each row with it is rejected.",
    bad="grades: {RI: requires_improvment}",
    good="grades: {RI: requires_improvement}",
)
RESERVED_GROUP = code(
    "C612",
    "`{name}` cannot be the name of a group: every casebook has this one",
    why="`--by framework`, `--by period` and `--by published` mean the same in every casebook: the rule set, the "
    "year of the inspection and the year of publication.",
    bad="groups: {period: phase}",
    good="groups: {phase: phase}",
)
OTHER_FOLDER = code(
    "C613",
    "casebook `{id}` is in a folder called `{folder}`",
    why="A casebook is named by its folder, and rejected rows and results by its id. With two names, one of them "
    "finds nothing.",
    bad="casebook: other",
    good="casebook: mine",
    severity="warning",
)
REPEATED_CASE = code(
    "C620",
    "there is another case `{id}` before this one",
    why="A case counted twice would weigh twice. Each case has an id of its own.",
    bad="id,overall\n17,good\n17,good",
    good="id,overall\n17,good\n18,good",
)
NO_ID = code(
    "C621",
    "this case has no id",
    why="Cases are listed by their id, so that one can look them up.",
    bad="id,overall\n,good",
    good="id,overall\n17,good",
)
UNKNOWN_FRAMEWORK_WORD = code(
    "C622",
    "`{value}` is no rule set, and `frameworks` does not say what it stands for",
    why="The framework of each case is what its row says, never guessed from a date.",
    bad="framework\nILACS-2018",
    good="frameworks: {ILACS-2018: ilacs@2018}",
)
CASE_WITHOUT_FRAMEWORK = code(
    "C623",
    "this case does not say which framework it is under",
    why="Without it nobody knows which rules held for it.",
    bad="id,framework\n17,",
    good="id,framework\n17,ilacs@2018",
)
CASE_OUT_OF_FORCE = code(
    "C624",
    "`{name}` was not in force on {day}",
    why="A case is judged under the rules in force on its day.",
    bad="id,framework,on\n17,ilacs@2023,2019-05-13",
    good="id,framework,on\n17,ilacs@2018,2019-05-13",
)
CASE_WITHOUT_DAY = code(
    "C625",
    "this case has no day of inspection, and `{name}` is not the same on every day",
    why="Which rules or thresholds held depends on the day of the inspection.",
    bad="id,framework,on\n17,ilacs,",
    good="id,framework,on\n17,ilacs,2024-05-13",
)
GRADE_OF_OTHER_SCALE = code(
    "C626",
    "`{value}` is no grade of `{area}` under {rules}",
    why="A grade of another scale is compared only where somebody has said which grade it stands for.",
    bad="overall\nRequires improvement to be good",
    good="grades: {Requires improvement to be good: requires_improvement}",
)
NOT_A_CASE_COUNT = code(
    "C627",
    "`{value}` is no number of cases",
    why="How many cases were sampled is a whole number.",
    bad="cases\nabout 40",
    good="cases\n40",
)
NO_PREVIOUS_BUT_GRADED = code(
    "C628",
    "this case says that there was no inspection before, and gives a grade of it",
    why="`none` in one area says that there was no inspection before at all.",
    bad="previous_overall,previous_leaders\ngood,none",
    good="previous_overall,previous_leaders\nnone,none",
)
ROW_RAGGED = code(
    "C629",
    "this row has {found} cells, and the head has {expected}",
    why="With a cell too few or too many, nobody can say which column each of the others is of. Text with a comma "
    "in it stands in quotation marks.",
    bad="id,provider,overall\n17,Bath, North East,good",
    good='id,provider,overall\n17,"Bath, North East",good',
)
ROWS_REJECTED = code(
    "C630",
    "{rejected} of {rows} rows cannot be used; each is in `{path}` with the reason",
    why="Rows with faults are left out of every figure, and none of them is lost: mend them in the casebook.",
    bad="id,overall\n17,goood",
    good="id,overall\n17,good",
)
NOTHING_TO_REPLAY = code(
    "C640",
    "there is nothing to replay for {what}: {problem}",
    why="Areas whose grades are taken as given, or that no rule set grades, come out as they went in.",
    bad="evenhand replay published --area leaders",
    good="evenhand replay published --area overall",
)
UNKNOWN_GROUP = code(
    "C641",
    "this casebook has no group `{name}`",
    why="Cases can be told apart by the groups that the casebook file names, by framework and by period.",
    bad="evenhand replay published --by regoin",
    good="evenhand replay published --by region",
)
UNLIKE_SCALES = code(
    "C642",
    "the grades of `{area}` are not the same under {before} and {after}, and `also_called` does not link them",
    why="A move between two scales means something only where each grade of one stands for a grade of the other.",
    bad="evenhand replay cases --before slac --after ilacs   # adequate, and requires_improvement",
    good="also_called: {requires_improvement: [adequate]}",
)
NO_AWARDED_GRADES = code(
    "C643",
    "this casebook has no awarded grades of `{area}`",
    why="What rules propose can be compared with awarded grades only where there are any.",
    bad="evenhand replay cases --after awarded   # no column under `awarded`",
    good="columns: {awarded: [overall]}",
)
BAD_SWEEP = code(
    "C644",
    "this is no sweep of a threshold: {problem}",
    why="A sweep tries a named threshold at each value from one end to the other, in its own unit.",
    bad="evenhand replay cases --after own --sweep supervision_expected=80",
    good="evenhand replay cases --after own --sweep supervision_expected=70%:95%:5%",
)
BAD_MOVED_FILE = code(
    "C645",
    "`{name}` is neither a .csv nor a .parquet file",
    why="Cases that moved are written as a table that other programs read.",
    bad="evenhand replay published --moved moved.xlsx",
    good="evenhand replay published --moved moved.csv",
)
NOTHING_TO_GENERATE = code(
    "C650",
    "no cases can be generated under `{name}`: {problem}",
    why="Cases are drawn as evidence, and graded by what the rules make of it. Rules that read no evidence "
    "would grade nothing.",
    bad="evenhand generate casebook --rules ilacs@2018 --cases 1000 -o cases   # its areas are given",
    good="evenhand generate casebook --rules ilacs@2023 --cases 1000 -o cases",
)
FOLDER_NOT_EMPTY = code(
    "C651",
    "`{path}` is already there, and is not an empty folder",
    why="Nothing that was written is overwritten, and two casebooks in one folder would be mixed up.",
    bad="evenhand generate casebook --rules ilacs --cases 1000 -o published",
    good="evenhand generate casebook --rules ilacs --cases 1000 -o a-new-folder",
)
BAD_PLANT = code(
    "C652",
    "`{word}` is nothing that can be planted",
    why="What is planted has a kind and a size, so that one can look whether it is found again.",
    bad="--plant severe=0.3 --plant departures=5",
    good="--plant severity=0.3 --plant departures=5%\n--plant nothing",
)
NOTHING_TO_COVER = code(
    "C660",
    "there is nothing to cover: {problem}",
    why="What a casebook tests of some rules can be told only from cases that these rules hold for.",
    bad="evenhand coverage my-casebook --rules ilacs@2023+ties_and_cap_2023   # its cases are under ilacs@2018",
    good="evenhand coverage my-casebook --rules ilacs@2018",
)
SEVERAL_RULE_SETS = code(
    "C661",
    "cases are under several rule sets, and a file of boundary cases is of one: {names}",
    why="A panel grades model cases under one rule set, and `evenhand test` runs them under that one.",
    bad="evenhand coverage published --boundary-cases cases.yaml",
    good="evenhand coverage published --rules ilacs@2023 --boundary-cases cases.yaml",
)
