"""`evenhand live` for other programs: one JSON object a line in, one a line out (contracts.md)."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evenhand.cli import output
from evenhand.diagnostics import Diagnostic, InvalidInput, Span, codes, nearest, to_json_line

if TYPE_CHECKING:
    from evenhand.services.evidence_steps import Said
    from evenhand.services.live import Known, LiveInspection, Step

Json = dict[str, Any]

STDIN = "<stdin>"

_COMMON = ("source", "on", "note", "by")
_KEYS = {
    "set": ("set", "value", *_COMMON, "sampled", "settles"),
    "unknown": ("unknown", "reason", *_COMMON),
    "withdraw": ("withdraw", "source"),
    "undo": ("undo",),
}
"""What a line may say, by what it does."""

_NEEDED = {"set": "value", "unknown": "reason"}


def answer_lines(live: LiveInspection) -> bool:
    """Take a step for every line of the input and answer with one; whether all of them were taken."""
    all_taken = True
    for number, line in enumerate(() if sys.stdin is None else sys.stdin.buffer, 1):
        if number == 1:
            # Some programs begin every text with a mark.
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        try:
            step = live.do(said_on(line, number))
        except InvalidInput as invalid:
            all_taken = False
            _print({"diagnostics": _told(invalid.diagnostics), **_state(live.known)}, live)
        else:
            _print({"ok": True, **_state(step.after), **_moves(step)}, live)
    return all_taken


def _print(answer: Json, live: LiveInspection) -> None:
    notes = live.take_notes()
    if notes:
        answer["notes"] = _told(notes)
    # What was sent may hold half a character, which is told of and cannot be told on.
    output.result_bytes((json.dumps(answer, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    sys.stdout.flush()


def _told(diagnostics: Sequence[Diagnostic]) -> list[Json]:
    return [json.loads(to_json_line(one)) for one in diagnostics]


def _state(known: Known) -> Json:
    return {
        "fired": list(known.fired),
        "undecided": list(known.undecided),
        "impossible": list(known.impossible),
        "reach": {id: list(outcome.reach_grades) for id, outcome in known.outcomes.items()},
        "conflict": {id: outcome.conflict.value for id, outcome in known.outcomes.items()},
        "judged": {id: outcome.judged.value for id, outcome in known.outcomes.items()},
        "settle": list(known.settle),
        "conflicting": list(known.conflicting),
    }


def _moves(step: Step) -> Json:
    return {
        "became": {
            "fired": list(step.became_fired),
            "undecided": list(step.became_undecided),
            "impossible": list(step.became_impossible),
        },
        "moved": list(step.moved),
    }


def said_on(line: bytes, number: int) -> Said:
    """What a line says. Raises InvalidInput."""
    from evenhand.services.evidence_history import Did
    from evenhand.services.evidence_steps import Said

    text = _text(line, number)
    found = _object(text, number)
    did = _did(found, text, number)
    places = {"item": _place(text, number, did)}
    if did == "undo":
        if found["undo"] is not True:
            raise _bad(places["item"], "`undo` is true")
        return Said(Did.UNDO, _whole(text, number))
    fields = {}
    for key, value in found.items():
        if value is None:
            continue
        if isinstance(value, bool) and key != did:
            value = "yes" if value else "no"
        if not isinstance(value, str):
            problem = (
                f"`{key}` names an item" if key == did else f"`{key}` is a text, a number, true or false"
            )
            raise _bad(_place(text, number, key), problem)
        if not all(character.isprintable() or character == "\n" for character in value):
            raise _bad(_place(text, number, key), f"`{key}` holds a character that cannot be shown")
        if key != did:
            name = "unknown" if key == "reason" else key
            fields[name] = value
            places[name] = _place(text, number, key)
    item = found[did]
    if not isinstance(item, str):
        raise _bad(places["item"], f"`{did}` names an item")
    needed = _NEEDED.get(did)
    if needed is not None and found.get(needed) is None:
        raise _bad(_whole(text, number), f"`{needed}` is missing")
    return Said(Did(did), _whole(text, number), item, fields, places)


def _text(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        at = len(line[: error.start].decode("utf-8")) + 1
        span = Span(STDIN, number, at, number, at + 1)
        raise InvalidInput([codes.LINE_NOT_JSON.at(span, problem="it is not UTF-8 text")]) from None


def _object(text: str, number: int) -> Mapping[str, object]:
    """The keys and values of a line: numbers as they are written."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = {}
        for key, value in pairs:
            if key in found:
                raise _bad(_place(text, number, key), f"`{key}` is given twice")
            found[key] = value
        return found

    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        span = Span(STDIN, number, error.colno, number, error.colno + 1)
        problem = f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
        raise InvalidInput([codes.LINE_NOT_JSON.at(span, problem=problem)]) from None
    except RecursionError:
        raise InvalidInput(
            [codes.LINE_NOT_JSON.at(_whole(text, number), problem="it is nested too deeply")]
        ) from None
    if not isinstance(found, dict):
        raise InvalidInput([codes.LINE_NOT_JSON.at(_whole(text, number), problem="it is not between braces")])
    return found


def _did(found: Mapping[str, object], text: str, number: int) -> str:
    """The one thing that a line does; what else it says must belong to that."""
    did = [key for key in found if key in _KEYS]
    if len(did) != 1:
        problem = (
            "it does two things at once" if did else "it has none of `set`, `unknown`, `withdraw`, `undo`"
        )
        raise _bad(_whole(text, number), problem, _meant(found, _KEYS) if not did else None)
    allowed = _KEYS[did[0]]
    for key in found:
        if key not in allowed:
            hint = _meant([key], allowed) or f"with `{did[0]}` go: {', '.join(allowed[1:]) or 'nothing else'}"
            raise _bad(_place(text, number, key), f"`{key}` does not go with `{did[0]}`", hint)
    return did[0]


def _meant(
    written: Mapping[str, object] | list[str], known: Mapping[str, object] | tuple[str, ...]
) -> str | None:
    for key in written:
        meant = nearest(key, known)
        if meant is not None:
            return f"did you mean `{meant}`?"
    return None


def _bad(span: Span, problem: str, hint: str | None = None) -> InvalidInput:
    return InvalidInput([codes.NOT_AN_ACTION.at(span, problem=problem, hint=hint)])


def _whole(text: str, number: int) -> Span:
    return Span(STDIN, number, 1, number, len(text) + 1)


def _place(text: str, number: int, key: str) -> Span:
    """Where the value of a key stands on the line."""
    found = re.search(rf"(?<!\\){re.escape(json.dumps(key, ensure_ascii=False))}\s*:\s*", text)
    if found is None:
        return _whole(text, number)
    try:
        _, end = json.JSONDecoder().raw_decode(text, found.end())
    except ValueError:
        end = len(text)
    return Span(STDIN, number, found.end() + 1, number, end + 1)
