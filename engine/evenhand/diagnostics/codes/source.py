"""S codes: what can be wrong with a file before its meaning is looked at."""

from evenhand.diagnostics.diagnostic import code

# --- the file as a whole ---

EMPTY_FILE = code(
    "S001",
    "this file is empty",
    why="A file with nothing in it, or with comments only, says nothing that can be used.",
    bad="# nothing but a comment\n",
    good="title: Reception of new children\n",
)
FILE_MISSING = code(
    "S002",
    "there is no file `{path}`",
    why="Nothing was found under this name, so nothing was read.",
    bad="evenhand check visit-01.yml   (the file is called visit-01.yaml)",
    good="evenhand check visit-01.yaml",
)
NOT_A_FILE = code(
    "S003",
    "`{path}` is a folder, and a file is needed",
    why="One file is read at a time; which file of a folder is meant cannot be guessed.",
    bad="evenhand check visits",
    good="evenhand check visits/visit-01.yaml",
)
FILE_UNREADABLE = code(
    "S004",
    "`{path}` cannot be opened: {reason}",
    why="The computer refused to hand over the file, often because it belongs to somebody else.",
    bad="a file that you have no permission to read",
    good="the same file, once its owner has shared it with you",
)
TOO_BIG = code(
    "S005",
    "this file is larger than {limit}",
    why="Rules and inspections are small; a far larger file is usually of another kind, and slow to read.",
    bad="an export of ten thousand cases, in one YAML file",
    good="the same cases in a CSV file, named under `cases:`",
)
NOT_TEXT = code(
    "S006",
    "this is not a text file",
    why="YAML is plain text; documents of a word processor or spreadsheet are not, whatever their names.",
    bad="title: \x00\n",
    good="title: Leaders\n",
)
NOT_UTF8 = code(
    "S007",
    "the byte {byte} is not UTF-8 text",
    why="Accented letters and curly quotes are stored in several ways; a wrong guess changes the words.",
    bad="title: Caf\\xe9   (saved in a Windows or Latin-1 encoding)",
    good="title: Café   (saved as UTF-8)",
)
BYTE_ORDER_MARK = code(
    "S008",
    "this file starts with a byte order mark ({name})",
    why="The mark cannot be seen, and in some programs it becomes a part of the first word.",
    bad="\ufefftitle: Leaders\n",
    good="title: Leaders\n",
)
CONTROL_CHARACTER = code(
    "S009",
    "the character {name} is not allowed",
    why="Control characters cannot be seen and are lost or refused by other programs that keep the record.",
    bad="title: Leaders\x07\n",
    good="title: Leaders\n",
)
INVISIBLE_CHARACTER = code(
    "S010",
    "there is a character here that cannot be told from nothing or from a space: {name}",
    why="Two texts that look the same must be the same, or a reviewer cannot trust what is on the screen.",
    bad="case\u200bload: 17\n",
    good="caseload: 17\n",
)
TAB = code(
    "S011",
    "there is a tab here, and YAML needs spaces",
    why="How deep a line stands decides what it belongs to, and a tab has no fixed depth.",
    bad="evidence:\n\tcaseload: 17\n",
    good="evidence:\n  caseload: 17\n",
)
NOT_PLAIN = code(
    "S012",
    "`{path}` is {kind}, and a file is needed",
    why="A pipe or a device may keep the program waiting for ever; a file is there, or it is not.",
    bad="a named pipe among the files of a rule set",
    good="the same text in a file",
)

# --- parts of YAML that are not used here ---

TOO_DEEP = code(
    "S020",
    "this goes more than {limit} levels deep",
    why="No rule or inspection needs such depth; files made to stop a program do.",
    bad="[" * 60 + "x" + "]" * 60 + "\n",
    good="all:\n  - any: [a, b]\n",
)
ALIAS = code(
    "S021",
    "`{written}` is a YAML anchor or alias, which is not used here",
    why="A part that is written once and repeated by reference hides from a reviewer what a rule says.",
    bad="first: &grip 90%\nsecond: *grip\n",
    good="first: 90%\nsecond: 90%\n",
)
TAG = code(
    "S022",
    "`{written}` is a YAML tag, which is not used here",
    why="Tags tell a program to build something other than text; what a value is, the evidence schema says.",
    bad="caseload: !!int 17\n",
    good="caseload: 17\n",
)
MERGE_KEY = code(
    "S023",
    "`<<` copies another part of the file, which is not done here",
    why="A part that is copied by reference hides from a reviewer what a rule says.",
    bad="<<: {title: Leaders}\n",
    good="title: Leaders\n",
)
MANY_DOCUMENTS = code(
    "S024",
    "a second document starts here",
    why="One file holds one thing, so that a place in a file names one rule or one inspection.",
    bad="title: Leaders\n---\ntitle: Staff\n",
    good="title: Leaders\n",
)
DIRECTIVE = code(
    "S025",
    "`{written}` is an instruction to YAML, which is not used here",
    why="Instructions change how the rest of the file is read, and reviewers rarely know them.",
    bad="%YAML 1.1\n---\ntitle: Leaders\n",
    good="title: Leaders\n",
)
DUPLICATE_KEY = code(
    "S026",
    "`{key}` is written twice",
    why="Most programs silently keep the last one; which one was meant, only its writer knows.",
    bad="caseload: 17\ncaseload: 19\n",
    good="caseload: 19\n",
)
KEY_NOT_TEXT = code(
    "S027",
    "the part before `:` must be a word or a short text",
    why="What stands before the colon names what follows it; a list or nothing at all names nothing.",
    bad="[caseload, visits]: 17\n",
    good="caseload: 17\nvisits: 17\n",
)
NO_VALUE = code(
    "S028",
    "{what} has no value",
    why="No value is often a line cut apart; missing evidence is recorded with its reason instead.",
    bad="{because: Visits are late, short or both}\n",
    good="because: Visits are late, short or both\n",
)

# --- lines that YAML cannot read ---

SPECIAL_START = code(
    "S030",
    "a value cannot start with `{start}` unless it is in quotes",
    why="YAML gives a few characters a meaning of their own at the start of a value.",
    bad="when: >= 10% of cases\n",
    good="when: '>= 10% of cases'\n",
)
SECOND_COLON = code(
    "S031",
    "there is a second `:` in this line",
    why="A colon and a space end a name, so a second one leaves it open what belongs to what.",
    bad="because: Two faults: late and short visits\n",
    good="because: 'Two faults: late and short visits'\n",
)
INDENTATION = code(
    "S032",
    "this line does not line up with the lines above it",
    why="How deep a line stands decides what it belongs to.",
    bad="rule:\n    title: Grip\n  when: caseload <= 18\n",
    good="rule:\n  title: Grip\n  when: caseload <= 18\n",
)
NO_COLON = code(
    "S033",
    "there is no `:` after `{written}`",
    why="Among lines that name something, a line without a colon names nothing.",
    bad="title: Grip\nwhen caseload is high\nthen: lower\n",
    good="title: Grip\nwhen: caseload is high\nthen: lower\n",
)
UNCLOSED_QUOTE = code(
    "S034",
    "this quotation mark is never closed",
    why="Everything after it would be read as one text.",
    bad="title: 'Grip\nwhen: caseload <= 18\n",
    good="title: 'Grip'\nwhen: caseload <= 18\n",
)
UNCLOSED_BRACKET = code(
    "S035",
    "what this `{bracket}` opens is not closed, or lacks a comma",
    why="Inside brackets everything is parted by commas and ends with the closing bracket.",
    bad="levels: [low, medium\ntitle: Grip\n",
    good="levels: [low, medium]\ntitle: Grip\n",
)
AFTER_CLOSING = code(
    "S036",
    "there is text after the closing `{closing}`",
    why="A value that starts with a quotation mark or a bracket ends where that is closed.",
    bad="because: {cases_late} of the cases were late\n",
    good="because: '{cases_late} of the cases were late'\n",
)
MIXED_LIST = code(
    "S037",
    "list items and names are mixed",
    why="A part of a file is either a list, each item after `- `, or names with values; it cannot be both.",
    bad="title: Grip\n- caseload <= 18\n",
    good="title: Grip\nwhen:\n  - caseload <= 18\n",
)
BAD_ESCAPE = code(
    "S038",
    "`{written}` is not an escape that can be used here",
    why="Between double quotes a backslash starts an escape, such as one for a line break.",
    bad='path: "C:\\quality"\n',
    good="path: 'C:\\quality'\n",
)
LIST_ON_KEY_LINE = code(
    "S039",
    "a list cannot start on this line",
    why="The items of a list stand below the name that they belong to.",
    bad="when: - caseload <= 18\n",
    good="when:\n  - caseload <= 18\n",
)
MISPLACED = code(
    "S040",
    "`{written}` cannot stand here",
    why="Outside quotes, commas and brackets part or close a list, and here there is none to part or close.",
    bad="levels: [low, , high]\n",
    good="levels: [low, high]\n",
)
COLON_SPACE = code(
    "S041",
    "there is no space after this `:`",
    why="Only a colon followed by a space ends a name; without it the line is one long word.",
    bad="title:Grip\nwhen: caseload <= 18\n",
    good="title: Grip\nwhen: caseload <= 18\n",
)
NOT_YAML = code(
    "S099",
    "this cannot be read as YAML: {reason}",
    why="The file breaks a rule of YAML that has no explanation of its own here.",
    bad="--- title: Grip\n",
    good="title: Grip\n",
)
