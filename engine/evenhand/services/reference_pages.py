"""The reference pages that are generated: evidence schemas, rule sets and the catalogue of diagnostics.

`python -m evenhand.cli.pages` writes them, and the page of the command line, into `docs/reference`. A test
holds the pages in the repository to what this module gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from evenhand.diagnostics import Code, Problems, catalogue
from evenhand.domain import Better, EvidenceItem, ItemType
from evenhand.evidence import EvidenceSchema, bounds_in_words
from evenhand.services.markdown import cell, heading, link_to, table
from evenhand.services.rule_set_pages import rule_set_page
from evenhand.services.workspace import Workspace

GENERATED = "<!-- Generated: do not edit. See CONTRIBUTING.md, section Reference pages. -->"


def reference_pages(workspace: Workspace) -> dict[str, str]:
    """Every generated page but that of the command line, by its path below `docs/reference`.

    Raises InvalidInput for a rule set or evidence schema that cannot be read.
    """
    pages = {"diagnostics.md": diagnostics_page(catalogue())}
    problems = Problems()
    for id in workspace.schema_paths():
        schema = workspace.schema(id, problems)
        problems.raise_if_errors()
        if schema is not None:
            pages[f"evidence/{id}.md"] = evidence_page(schema)
    for folder in workspace.rule_set_folders():
        rule_set = workspace.load_folder(folder.path)
        pages[f"rule-sets/{rule_set.id}-{rule_set.version}.md"] = rule_set_page(rule_set)
    return {path: f"{GENERATED}\n\n{text}" for path, text in pages.items()}


# --- evidence ----------------------------------------------------------------------------------------

_ITEM_COLUMNS = ("Item", "Type", "Unit", "Better", "Values", "Question", "Usually found in", "Source")
_CASE_COLUMNS = ("Column", "Type", "Unit", "Better", "Values", "Question")


def evidence_page(schema: EvidenceSchema) -> str:
    """The page of one evidence schema: a table for each section, and one for case records."""
    parts = [
        heading(1, schema.title),
        *([schema.description] if schema.description else []),
        f"Schema `{schema.id}`, version {schema.version}. It has {len(schema.items)} items.",
        *([f"Source: {link_to(schema.source)}."] if schema.source else []),
        "You can record every item in an inspection file, except those that are computed. An item can also "
        "be unknown, with one of four reasons. See [values](../language/values.md).",
    ]
    sections: list[tuple[str | None, str]] = [*schema.sections.items(), (None, "Other items")]
    for section, title in sections:
        items = [item for item in schema.items.values() if item.section == section]
        if items:
            parts += [heading(2, title), table(_ITEM_COLUMNS, map(_item_row, items)), *_notes(items)]
    if schema.case_record:
        items = list(schema.case_record.values())
        parts += [
            heading(2, "Case records"),
            "A case sample is a CSV file with one row for each child's case. The column `case` holds a code, "
            "never a name. The other columns are these.",
            table(_CASE_COLUMNS, (_item_row(item)[: len(_CASE_COLUMNS)] for item in items)),
            *_notes(items),
        ]
    return "\n\n".join(parts) + "\n"


def _item_row(item: EvidenceItem) -> tuple[str, ...]:
    absent = "can also be `does not apply`" if item.may_not_apply else ""
    return (
        f"**{cell(item.title)}**<br>`{item.id}`",
        item.type.value.replace("_", " or "),
        cell(", ".join(filter(None, (item.unit, f"of {item.of}" if item.of else None)))),
        "" if item.better is Better.NEITHER else item.better.value,
        "<br>".join(filter(None, (_values(item), absent))),
        cell(item.question or _derived(item)),
        cell(item.found_in or ""),
        link_to(item.source) if item.source else "",
    )


def _values(item: EvidenceItem) -> str:
    match item.type:
        case ItemType.LEVEL | ItemType.CHOICE:
            return ", ".join(f"`{name}`" for name in item.names.names)
        case ItemType.YES_NO:
            return "`yes`, `no`"
        case ItemType.NUMBER:
            places = {0: "whole numbers", 1: "1 decimal"}.get(item.places, f"{item.places} decimals")
            return f"{bounds_in_words(item)}, {places}"
        case _:
            return bounds_in_words(item)


def _derived(item: EvidenceItem) -> str:
    return f"Computed: {item.computed}" if item.computed else ""


def _notes(items: Iterable[EvidenceItem]) -> list[str]:
    notes = [f"- **{item.title}.** {item.note}" for item in items if item.note]
    counted = [f"- `{item.id}`: `{item.from_cases}`" for item in items if item.from_cases]
    found = ["\n".join(notes)] if notes else []
    if counted:
        found.append("Counted from the case sample, where the inspection has one:\n\n" + "\n".join(counted))
    return found


# --- diagnostics -------------------------------------------------------------------------------------

_FAMILIES = {
    "A": ("Amendments", "Proposed changes of a rule set, and what they change."),
    "C": ("Casebooks", "Casebook files, their rows, and what a replay or a generation is asked for."),
    "D": ("Documents", "The shape of a file: keys, and simple values such as dates."),
    "E": ("Evidence", "Evidence schemas, recorded values and case samples."),
    "B": (
        "Other engines",
        "durable-rules and Spark: what they cannot be asked, and what went wrong when they were.",
    ),
    "L": ("An inspection in progress", "Evidence recorded item by item, its file and its history."),
    "I": (
        "Inspections",
        "Inspection files, drafts, departures and records, and files read or written.",
    ),
    "R": ("Rules", "Rule sets: conditions, names, conclusions, tables, parameters and dates."),
    "V": ("Verification", "What a rule set is said to do, what need not be proved, and rule sets compared."),
    "M": ("Moderation", "Casebooks, ratings and samples that nothing can be made of."),
    "S": ("Source", "Files that cannot be read as YAML, or that use parts of YAML that are not used here."),
}


def diagnostics_page(codes: Mapping[str, Code]) -> str:
    """The catalogue: every code with its message, why it matters, and a bad and a good example."""
    families = sorted({id[0] for id in codes})
    parts = [
        heading(1, "Diagnostics"),
        f"There are {len(codes)} diagnostics. Each has a code that never changes its meaning. "
        "`evenhand explain R104` shows the same text in a terminal. An ellipsis stands for what you wrote.",
        "\n".join(
            f"- [{title}](#{title.lower().replace(' ', '-')}): {says}"
            for title, says in map(_family, families)
        ),
    ]
    for letter in families:
        parts += [heading(2, _family(letter)[0]), _family(letter)[1]]
        for code in codes.values():
            if code.id.startswith(letter):
                parts += _code(code)
    return "\n\n".join(parts) + "\n"


def _family(letter: str) -> tuple[str, str]:
    return _FAMILIES.get(letter, (f"Codes that begin with {letter}", ""))


def _code(code: Code) -> Iterator[str]:
    yield heading(3, code.id)
    warning = "Warning: " if code.severity == "warning" else ""
    yield f"{warning}{_message(code.template)}."
    yield code.why
    yield f"Not like this:\n\n```text\n{_visible(code.bad)}\n```"
    yield f"But like this:\n\n```text\n{_visible(code.good)}\n```"


def _message(template: str) -> str:
    """The message with an ellipsis for each part that is filled in."""
    shown = re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", template.replace("{{{", "{{ {").replace("}}}", "} }}"))
    shown = shown.replace("{{ …", "{{…").replace("… }}", "…}}").replace("{{", "{").replace("}}", "}")
    return shown[0].upper() + shown[1:] if shown[0].isalpha() else shown


def _visible(example: str) -> str:
    """An example with characters that cannot be seen written as escapes."""
    return "".join(
        character if character.isprintable() or character == "\n" else _escaped(character)
        for character in example.rstrip("\n")
    )


def _escaped(character: str) -> str:
    return {"\t": "\\t"}.get(character) or f"\\u{ord(character):04x}"
