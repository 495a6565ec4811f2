"""Codes of moderation: a casebook, ratings or a sample that nothing can be made of."""

from evenhand.diagnostics.diagnostic import code

NOTHING_TO_MODERATE = code(
    "M801",
    "there is nothing to moderate: {problem}",
    why="Like cases can be compared only where people awarded grades, under a framework and in an area that "
    "cases of the casebook have.",
    bad="evenhand moderate published --area leadership",
    good="evenhand moderate published --area overall",
)
BAD_LISTS = code(
    "M802",
    "`{name}` is neither a workbook (.xlsx) nor a folder",
    why="The lists of a moderation are several: sheets of one workbook, or CSV files in a folder.",
    bad="evenhand moderate published --lists lists.csv",
    good="evenhand moderate published --lists lists.xlsx",
)
RATINGS_UNREADABLE = code(
    "M821",
    "the ratings cannot be read: {problem}",
    why="Ratings are read from a CSV file with commas, whose first line names the columns.",
    bad="case;rater;grade\n1;A;good",
    good="case,rater,grade\n1,A,good\n1,B,good",
)
RATINGS_LAYOUT = code(
    "M822",
    "{problem}",
    why="Ratings are long (columns case, rater and grade, one rating a row) or wide (a column case, and one column for each rater). Which of them is meant is told by the names of the columns.",
    bad="case,rater\n1,A\n1,B",
    good="case,A,B\n1,good,good",
)
RATINGS_RAGGED = code(
    "M823",
    "this row has {found} cells, and the head has {expected}",
    why="With a cell too few or too many, a grade would be taken for that of another rater. A grade that was not given is an empty cell.",
    bad="case,A,B\n1,good",
    good="case,A,B\n1,good,",
)
UNKNOWN_GRADE_OF_RATING = code(
    "M824",
    "`{word}` is no grade of {scale}",
    why="Agreement is that on grades of one scale: a word that is none of them can be neither near to another nor far from it. An empty cell and `not judged` say that there is no grade.",
    bad="case,A,B\n1,good,goood",
    good="case,A,B\n1,good,Good",
)
RATED_TWICE = code(
    "M825",
    "`{rater}` gives case `{case}` two grades: `{first}` and `{second}`",
    why="Nobody but the rater can say which of the two is meant.",
    bad="case,rater,grade\n1,A,good\n1,A,inadequate\n1,B,good",
    good="case,rater,grade\n1,A,good\n1,B,good",
)
RATING_REPEATED = code(
    "M826",
    "`{rater}` gives case `{case}` the grade `{grade}` twice; it is counted once",
    why="A rating that stands twice in the file would weigh twice as much as others.",
    bad="case,rater,grade\n1,A,good\n1,A,good\n1,B,good",
    good="case,rater,grade\n1,A,good\n1,B,good",
    severity="warning",
)
RATING_OF_UNKNOWN_CASE = code(
    "M827",
    "there is no case `{case}` in the casebook {casebook}",
    why="An id that is written in two ways is two cases with one rating each, and agreement on it is never looked at.",
    bad="case,A,B\nhereforshire-2018,good,good",
    good="case,A,B\nherefordshire-2018,good,good",
)
RATER_NOT_A_CODE = code(
    "M828",
    "`{rater}` looks like a name; use codes for raters",
    why="Agreement is shown rater by rater. Who is behind a code is nobody's business who reads it.",
    bad="case,rater,grade\n1,Some Body,good\n1,B,good",
    good="case,rater,grade\n1,A,good\n1,B,good",
    severity="warning",
)
NO_RATINGS = code(
    "M829",
    "there is no rating in it",
    why="Agreement needs grades: empty cells and `not judged` say that there is none.",
    bad="case,A,B\n1,,not judged",
    good="case,A,B\n1,good,not judged\n2,good,good",
)
NO_SCALE_OF_RATINGS = code(
    "M830",
    "the grades {words} {problem}",
    why="How far apart two grades are depends on the scale: which grades there are, and their order from worst to best.",
    bad="case,A,B\n1,low,high",
    good="case,A,B\n1,inadequate,good",
)
UNKNOWN_AREA_OF_RATINGS = code(
    "M831",
    "{where} no area `{name}`",
    why="Grades are compared within one judgement area; those of a misspelt one would stand apart from the others.",
    bad="case,rater,area,grade\n1,A,leader,good\n1,B,leader,good",
    good="case,rater,area,grade\n1,A,leaders,good\n1,B,leaders,good",
)
RATING_INCOMPLETE = code(
    "M832",
    "this row names no {what}",
    why="A grade counts only where one knows whose it is, and of which case and area.",
    bad="case,rater,grade\n1,,good\n1,B,good",
    good="case,rater,grade\n1,A,good\n1,B,good",
)
RATINGS_COLUMN_NOT_READ = code(
    "M833",
    "the column `{name}` is not read",
    why="Long ratings have the columns case, rater, grade and, if there are several, area. A misspelt one would go unnoticed.",
    bad="case,rater,grade,aera\n1,A,good,leaders\n1,B,good,leaders",
    good="case,rater,grade,area\n1,A,good,leaders\n1,B,good,leaders",
    severity="warning",
)
AWARDED_NOT_JOINED = code(
    "M834",
    "the awarded grades cannot count as those of one more rater: {problem}",
    why="With --with-awarded, the grade that the casebook records for a case is set beside those of its raters. It must be plain of which area.",
    bad="case,awarded,B\nherefordshire-2018,good,good",
    good="case,A,B\nherefordshire-2018,good,good",
)
BAD_GRADES = code(
    "M835",
    "`{written}` is no list of grades: {problem}",
    why="With --grades, the scale is said in the order from worst to best, with commas between the grades.",
    bad="evenhand agree ratings.csv --grades good",
    good="evenhand agree ratings.csv --grades poor,good",
)
NEARLY_ALIKE = code(
    "M836",
    "the {what} `{name}` and `{other}` differ in capitals or spaces only; they are taken for two",
    why="A code that is written in two ways makes two raters of one, or two cases with one rating each, and agreement is looked for where there is none.",
    bad="case,rater,grade\n1,A1,good\n1,B,good\n2,a1,good",
    good="case,rater,grade\n1,A1,good\n1,B,good\n2,A1,good",
    severity="warning",
)
UNKNOWN_GRADERS = code(
    "M841",
    "the casebook has no group `{name}` that could say who graded",
    why="Severity is by how much one grader awards otherwise than the others, so each case has to say whose it "
    "is: in a column that the casebook names under `groups`, as a code and never as a name.",
    bad="evenhand moderate published --graders inspector",
    good="evenhand moderate published --graders lead",
)
NO_SUCH_CASE = code(
    "M851",
    "the casebook `{casebook}` has no case `{id}`",
    why="A case is named by its id, as in the column of ids or under `inspection: id`. A row with faults is no "
    "case.",
    bad="evenhand precedents --case bradford-2014 --casebook published",
    good="evenhand precedents --case bradford-2014-05-23 --casebook published",
)
NO_DAY_TO_COUNT_FROM = code(
    "M852",
    "the day of `{id}` is not known, so years before and after it cannot be counted",
    why="`--within` counts years from the day of the inspection, or of its publication. Say with `--from` and "
    "`--to` which period is meant.",
    bad="evenhand precedents --case undated --casebook mine --within 3",
    good="evenhand precedents --case undated --casebook mine --from 2018-01-01",
)
NO_SAMPLE = code(
    "M853",
    "no sample can be drawn: {problem}",
    why="A sample is drawn from the cases in scope that were awarded a grade and are not excluded, and has at "
    "least one and at most all of them.",
    bad="evenhand sample published --by random --size 5000",
    good="evenhand sample published --by random --size 50",
)
BAD_EXCLUSION = code(
    "M854",
    "`{id}` is to be left out, and is no case in scope",
    why="A case that is left out by a wrong name would be drawn all the same.",
    bad="evenhand sample published --by random --size 50 --exclude bradford-2014",
    good="evenhand sample published --by random --size 50 --exclude bradford-2014-05-23",
)
