"""`evenhand live` at a prompt: what a person types, with items and allowed values completed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from evenhand.cli import output
from evenhand.cli.grid import grid
from evenhand.cli.interruptions import INTERRUPTIONS
from evenhand.cli.live_words import (
    entries_words,
    history_words,
    items_words,
    nothing_to_find_out,
    opening,
    step_words,
)
from evenhand.diagnostics import InvalidInput, Span, codes, did_you_mean, to_text
from evenhand.domain import EvidenceItem, UnknownReason
from evenhand.services.evidence_history import Did
from evenhand.services.evidence_steps import Said
from evenhand.services.live import LiveInspection
from evenhand.services.new_inspection import allowed_words

PROMPT = "<prompt>"
HINT = "`help` shows what can be typed"

_ON_A_DAY = r"on(?=\s+\d{4}-)"
"""The word before a date; other sources may be `on` something too."""

_LEAVES = ("quit", "exit", "q")

_FORMS = (
    ("ITEM VALUE", "record or correct an item", "caseload_mean 17.2"),
    ("ITEM VALUE from SOURCE", "say where it comes from", "caseload_mean 17.2 from Annex A"),
    ("ITEM VALUE from SOURCE on DATE", "say when it was so", "caseload_mean 17.2 on 2024-05-06"),
    ("settle ITEM VALUE because NOTE", "settle what sources disagree about", ""),
    ("unknown ITEM REASON", "mark an item unknown", "unknown caseload_mean suppressed"),
    ("withdraw ITEM", "take back all that is recorded of an item", ""),
    ("withdraw ITEM from SOURCE", "take back what one source says", ""),
    ("undo", "undo the last step, also one of an earlier day", ""),
    ("show", "see the judgement areas as they stand", ""),
    ("items", "see what is recorded so far", ""),
    ("ITEM, or ? ITEM", "see the question, the values allowed, and where to look", "caseload_mean"),
    ("why AREA", "see what the proposal for an area rests on", "why leaders"),
    ("history", "see what was known when", ""),
    ("quit", "leave; everything is saved already", ""),
)

_VERBS = {
    "settle": "settle what sources disagree about",
    "unknown": "mark an item unknown, with the reason",
    "withdraw": "take back what is recorded",
    "undo": "undo the last step",
    "show": "the areas as they stand",
    "items": "what is recorded so far",
    "?": "what may be recorded of an item",
    "why": "what the proposal for an area rests on",
    "history": "what was known when",
    "help": "what can be typed",
    "quit": "leave",
}


def converse(live: LiveInspection) -> None:
    """Ask, record and show until the person leaves."""
    prompt: PromptSession[str] = PromptSession(
        completer=_Completer(live),
        complete_while_typing=True,
        bottom_toolbar=lambda: _allowed(prompt.app.current_buffer.text, live),
    )
    output.result(opening(live.known, len(live.items)))
    output.diagnostics(live.take_notes())
    output.result("\nType an item and its value. `help` shows what else can be typed.")
    while True:
        try:
            typed = prompt.prompt("> ")
        except KeyboardInterrupt:
            INTERRUPTIONS.forget()
            continue
        except EOFError:
            break
        # Several lines may have been pasted at once.
        for line in filter(None, map(str.strip, typed.splitlines())):
            if line in _LEAVES:
                break
            tell(line, live)
        else:
            continue
        break
    output.result("Everything is saved.")


def tell(line: str, live: LiveInspection) -> None:
    """Say what a line brings about, or what is wrong with it."""
    try:
        output.result(answer(line, live))
    except InvalidInput as invalid:
        told = to_text(invalid.diagnostics, {PROMPT: [line]}.get)
        # The line stands right above: only the marks under it say where on it.
        output.message(re.sub(rf"^{re.escape(PROMPT)}:\d+:\d+: ", "", told, flags=re.MULTILINE))
    output.diagnostics(live.take_notes())


def answer(line: str, live: LiveInspection) -> str:
    """What a line brings about, in words. Raises InvalidInput."""
    words = _Words(line)
    span = words.next_span()
    verb = words.take()
    if verb.startswith("?") and verb != "?":
        words.at, verb = span.column, "?"
    items = live.inspection.rules.schema.items
    if verb in _SHOWN and verb not in items:
        words.must_end(f"nothing comes after `{verb}`")
        return _SHOWN[verb](live)
    if verb in ("?", "why"):
        named = words.next_span(), words.rest()
        return _show_item(*named, live) if verb == "?" else _why(*named, live)
    if words.at_end and verb in items:
        return _show_item(span, verb, live)
    if words.at_end and verb not in _VERBS:
        hint = did_you_mean(verb, [*items, *_VERBS]) or HINT
        raise InvalidInput([codes.UNKNOWN_ITEM.at(span, name=verb, hint=hint)])
    return step_words(live.do(said_in(line)))


def said_in(line: str) -> Said:
    """What a line asks to be recorded. Raises InvalidInput."""
    words = _Words(line)
    first = words.take()
    words.must_be_seen()
    if first == "undo":
        words.must_end("nothing comes after `undo`: it undoes the last step")
        return Said(Did.UNDO, words.span())
    did = first if first in ("settle", "unknown", "withdraw", "set") else "set"
    if did != first:
        words.at = 0
    places = {"item": words.next_span()}
    item = words.take()
    if not item:
        raise _not_an_action(words.span(), "no item is named")
    if did == "withdraw":
        named = words.source() if words.follows("from") else None
        words.must_end("only `from` and a source come after the item that is withdrawn")
        withdrawn = {} if named is None else {"source": named[0]}
        if named is not None:
            places["source"] = named[1]
        return Said(Did.WITHDRAW, words.span(), item, withdrawn, places)
    words.skip("=", ":")
    name = "unknown" if did == "unknown" else "value"
    fields = {}
    besides = (_ON_A_DAY, *(["because"] if did == "settle" else []))
    fields[name], places[name] = words.before("from", *besides)
    if not fields[name]:
        raise _not_an_action(words.span(), "no reason is given" if did == "unknown" else "no value is given")
    if words.follows("from"):
        fields["source"], places["source"] = words.source(*besides)
    if words.follows("on"):
        places["on"] = words.next_span()
        fields["on"] = words.take()
    if did == "settle":
        if words.follows("because"):
            fields["note"], places["note"] = words.before()
        if not fields.get("note"):
            raise _not_an_action(words.span(), "what is settled needs a note: settle ITEM VALUE because NOTE")
        fields["settles"] = "yes"
    words.must_end("nothing comes after the date")
    return Said(Did.UNKNOWN if did == "unknown" else Did.SET, words.span(), item, fields, places)


class _Words:
    """A line taken word by word, with places."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0

    @property
    def at_end(self) -> bool:
        return not self.line[self.at :].strip()

    def _skip_spaces(self) -> None:
        while self.at < len(self.line) and self.line[self.at].isspace():
            self.at += 1

    def next_span(self) -> Span:
        """Where the next word stands."""
        self._skip_spaces()
        end = self.at
        while end < len(self.line) and not self.line[end].isspace():
            end += 1
        return Span(PROMPT, 1, self.at + 1, 1, max(end, self.at + 1) + 1)

    def take(self) -> str:
        """The next word; `caseload_mean:` and `caseload_mean=` count as the name alone."""
        span = self.next_span()
        word = self.line[self.at : span.end_column - 1]
        self.at += len(word)
        return word.rstrip(":=") or word

    def skip(self, *marks: str) -> None:
        self._skip_spaces()
        for mark in marks:
            if self.line.startswith(mark, self.at):
                self.at += len(mark)

    def rest(self) -> str:
        """All that is left."""
        return self.line[self.at :].strip()

    def follows(self, mark: str) -> bool:
        """Whether the next word is this one, which is then taken."""
        span = self.next_span()
        if self.line[self.at : span.end_column - 1] != mark:
            return False
        self.at += len(mark)
        return True

    def before(self, *marks: str) -> tuple[str, Span]:
        """What comes before the first of these words, or the end, and where it stands."""
        self._skip_spaces()
        found = re.search(rf"(?<!\S)(?:{'|'.join(marks)})(?!\S)", self.line[self.at :]) if marks else None
        start, end = self.at, len(self.line) if found is None else self.at + found.start()
        taken = self.line[start:end].rstrip()
        self.at = end
        return taken, Span(PROMPT, 1, start + 1, 1, start + max(len(taken), 1) + 1)

    def source(self, *marks: str) -> tuple[str, Span]:
        """The source that is named after `from`, up to the first of these words, and where it stands."""
        named, place = self.before(*marks)
        if not named:
            raise _not_an_action(self.span(), "no source is named after `from`")
        return named, place

    def must_end(self, problem: str) -> None:
        if not self.at_end:
            raise _not_an_action(self.next_span(), problem)

    def must_be_seen(self) -> None:
        """No file holds what cannot be seen; it comes with text copied from elsewhere."""
        for at, character in enumerate(self.line, 1):
            if not character.isprintable():
                span = Span(PROMPT, 1, at, 1, at + 1)
                raise _not_an_action(span, f"it holds a character that cannot be seen (column {at})")

    def span(self) -> Span:
        return Span(PROMPT, 1, 1, 1, len(self.line) + 1)


def _not_an_action(span: Span, problem: str) -> InvalidInput:
    return InvalidInput([codes.NOT_AN_ACTION.at(span, problem=problem, hint=HINT)])


# --- what is shown and not recorded ------------------------------------------------------------------


def _help(live: LiveInspection) -> str:
    rows = grid(("Type", "To", "For example"), _FORMS, output.columns())
    return "\n".join(
        [*rows, "", "Tab completes names and values. The line at the bottom shows what may be typed."]
    )


def _show_item(span: Span, name: str, live: LiveInspection) -> str:
    schema = live.inspection.rules.schema
    item = schema.items.get(name)
    if item is None:
        hint = did_you_mean(name, schema.items) or HINT
        raise InvalidInput([codes.UNKNOWN_ITEM.at(span, name=name, hint=hint)])
    lines = [item.title, *([item.question] if item.question else [])]
    if item.computed is None:
        lines.append(f"Value: {allowed_words(item)}")
    else:
        lines.append("It is worked out from other items, so it is not recorded.")
    if item.found_in:
        lines.append(f"Usually found in: {item.found_in}")
    if name in live.items:
        lines.append(f"Recorded: {entries_words(live.items[name])}")
    return "\n".join(output.wrapped(line, "  ") for line in lines)


def _why(span: Span, name: str, live: LiveInspection) -> str:
    from evenhand.explanation import Depth, explain_area
    from evenhand.services.views import view_of

    areas = live.inspection.rules.rule_set
    if name not in areas.area_by_id:
        hint = did_you_mean(name, areas.area_by_id) or f"there are: {', '.join(areas.area_by_id)}"
        raise InvalidInput([codes.AREA_NOT_IN_RULES.at(span, rules=areas.name, name=name, hint=hint)])
    checked = live.known.checked
    more = output.command("check", live.shown, "--trace")
    return (
        output.as_text(explain_area(checked.trace, name, view_of(checked), Depth.PARAGRAPH))
        + "\n"
        + output.wrapped(f"Every step: {more}", "  ")
    )


_SHOWN: dict[str, Callable[[LiveInspection], str]] = {
    "help": _help,
    "show": lambda live: opening(live.known, len(live.items)),
    "items": lambda live: items_words(live.known, live.items.items()),
    "history": lambda live: history_words(live.history.changes),
}


# --- completion --------------------------------------------------------------------------------------


class _Completer(Completer):
    """Completes verbs, items, values, reasons, areas and sources, by what was typed so far."""

    def __init__(self, live: LiveInspection) -> None:
        self.live = live

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What may come next, the part that is there already left out."""
        typed, offers = _offers(document.text_before_cursor.lstrip(), self.live)
        wanted = typed.casefold()
        starting = [offer for offer in offers if offer[0].casefold().startswith(wanted)]
        # A person may know a word of the title and not how the name begins.
        holding = [
            offer
            for offer in offers
            if offer not in starting and len(wanted) > 1 and wanted in f"{offer[0]} {offer[1]}".casefold()
        ]
        for text, about in (*starting, *holding):
            if text != typed:
                yield Completion(text, start_position=-len(typed), display_meta=about)


def _offers(line: str, live: LiveInspection) -> tuple[str, list[tuple[str, str]]]:
    """The part that is being typed, and what it may become."""
    items = {id: item for id, item in live.inspection.rules.schema.items.items() if item.computed is None}
    titles = [(id, item.title) for id, item in items.items()]
    verb, space, rest = line.partition(" ")
    if not space:
        return verb, [*titles, *_VERBS.items()]
    if verb in ("settle", "unknown", "set"):
        name, space, value = rest.partition(" ")
        if not space:
            return name, titles
        if verb == "unknown":
            return value, [(str(reason), "") for reason in UnknownReason]
        return _values(items.get(name), value, live)
    if verb == "withdraw":
        name, source, named = rest.partition(" from ")
        if source:
            return named, [(entry["source"], "") for entry in live.items.get(name, ()) if "source" in entry]
        return rest, [(id, items[id].title) for id in live.items if id in items]
    if verb == "?":
        return rest, titles
    if verb == "why":
        return rest, [(area.id, area.title) for area in live.inspection.rules.areas]
    return _values(items.get(verb.rstrip(":=")), rest.lstrip("=: "), live)


def _values(item: EvidenceItem | None, typed: str, live: LiveInspection) -> tuple[str, list[tuple[str, str]]]:
    if item is None:
        return typed, []
    before, source, named = typed.partition(" from ")
    if source:
        sources = {
            fields["source"]: ""
            for entries in live.items.values()
            for fields in entries
            if "source" in fields
        }
        return named, list(sources.items())
    values = [] if item.type.is_numeric else [(name, item.names.title(name)) for name in item.names.names]
    if item.may_not_apply:
        values.append(("does not apply", ""))
    return before, values


def _allowed(line: str, live: LiveInspection) -> str:
    """The values allowed of the item that is being typed; else what to find out next."""
    schema = live.inspection.rules.schema
    named = [word.rstrip(":=") for word in line.split()[:2]]
    item = next((schema.items[name] for name in named if name in schema.items), None)
    if item is not None:
        return f"{item.title}: {allowed_words(item)}"
    settle = live.known.settle
    return f"Find out next: {', '.join(settle[:4])}" if settle else nothing_to_find_out(live.known)
