"""Codes of other engines: what durable-rules and Spark cannot be asked, and what went wrong when they were."""

from evenhand.diagnostics.diagnostic import code

ENGINE_MISSING = code(
    "B401",
    "durable-rules cannot be loaded: {problem}",
    why="Second opinions and the live mode are worked out by durable-rules. It is built from C source when it "
    "is installed, so it needs a C compiler. Everything else works without it.",
    bad="evenhand check EX-017.yaml --second-opinion   # where durable-rules is not installed",
    good="pip install durable-rules==2.0.28\nevenhand check EX-017.yaml --second-opinion",
)
CANNOT_EXPRESS = code(
    "B402",
    "durable-rules cannot be asked about `{what}`: {why}",
    why="durable-rules holds whole numbers of 62 bits and at most 250 properties of one thing. A rule set that "
    "is too long for it is split. What cannot be split is refused, so that an answer is never for a part alone.",
    bad="a decision table of 200 rows",
    good="two decision tables of 100 rows, each concluding a finding",
)
ENGINE_LOST = code(
    "B403",
    "durable-rules was lost while it was asked about `{id}`: {problem}",
    why="durable-rules runs in a process of its own, so that a crash or an endless loop there takes nothing "
    "else with it. The proposals are worked out without it and stand.",
    bad="evenhand check EX-017.yaml --second-opinion   # and the message comes back each time",
    good="evenhand check EX-017.yaml   # and send us the message",
)
NUMBER_BEYOND_ENGINE = code(
    "B404",
    "durable-rules cannot be asked about `{id}`: {problem}",
    why="durable-rules compares whole numbers of 62 bits. Shares and decimals that are compared with one another "
    "are first brought to one denominator, and these need more. The proposals are worked out without it and "
    "stand.",
    bad="{item: children_seen, value: 4000000006 of 4000000007}   # compared with 4000000008 of 4000000009",
    good="{item: children_seen, value: 40 of 41}",
)
READINGS_DISAGREE = code(
    "B410",
    "the two readings of `{id}` disagree: {difference}",
    why="The interpreter and durable-rules read the same rules and must come to the same. Where they do not, one "
    "of them is wrong. That is a fault of ours, and neither is to be relied on.",
    bad="relying on either proposal",
    good="sending us the file that was written: it holds the rules, the evidence and both derivations",
)
SPARK_MISSING = code(
    "B420",
    "what Spark needs is not here: {problem}",
    why="`--on spark` needs pyspark and pyarrow, which are not installed with evenhand, and Java 17 or later. A casebook "
    "that fits on one machine is replayed without them.",
    bad="evenhand replay cases --on spark   # where pyspark is not installed",
    good="pip install 'evenhand[spark]'\nevenhand replay cases --on spark",
)
NOT_FOR_SPARK = code(
    "B421",
    "the casebook `{id}` cannot be replayed on Spark: {problem}",
    why="Spark works on rows: of a Parquet file, of a folder of Parquet files, of a table that the cluster knows, or of a "
    "CSV file that is read here and brought along. The rows of a table are in no order, so each needs an id.",
    bad="evenhand replay model --on spark   # a folder of inspection files",
    good="evenhand replay model",
)
SPARK_FAILED = code(
    "B422",
    "the cases could not be replayed on Spark: {problem}",
    why="The cluster could not be reached, did not find what was asked for, or gave up. A worker that is lost is no "
    "reason: its part is done again by another.",
    bad="evenhand replay cases --on spark --master spark://nowhere:7077",
    good="evenhand replay cases --on spark --master spark://head.example:7077",
)
SPARK_WORKERS = code(
    "B423",
    "the workers of Spark cannot replay: {problem}",
    why="The same program works in every part as here. So each worker needs evenhand in this version, with numpy, polars "
    "and pyarrow, for the Python that Spark starts there.",
    bad="PYSPARK_PYTHON=/usr/bin/python3 evenhand replay cases --on spark   # where that Python has no evenhand",
    good="PYSPARK_PYTHON=/opt/evenhand/bin/python evenhand replay cases --on spark",
)
