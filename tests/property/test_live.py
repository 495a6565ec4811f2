"""Evidence recorded in any order, corrected, withdrawn and undone, comes to the same final state."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evenhand.diagnostics import InvalidInput, Problems, Span
from evenhand.domain import EvidenceItem, ItemType, UnknownReason
from evenhand.services import live as live_service
from evenhand.services.check import check_file
from evenhand.services.evidence_history import Did, change_json, history_from, history_of
from evenhand.services.evidence_steps import Said
from evenhand.services.evidence_text import Entries
from evenhand.services.live import Known, LiveInspection
from evenhand.services.second_opinion import SecondOpinions
from evenhand.services.workspace import open_workspace

pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")

HERE = Span("<test>", 1, 1, 1, 1)
SOURCES = ("Annex A", "case sample", "the provider")
WORKSPACE = open_workspace()
RULES = WORKSPACE.rule_set("ilacs@2023")
ITEMS = [item for item in RULES.schema.items.values() if item.computed is None]
BEGUN = "inspection: {id: EX-1, framework: ilacs@2023, on: 2024-05-13}\nevidence: []\n"


class OneProcess(SecondOpinions):
    """Second opinions that one process gives to all the examples."""

    def __exit__(self, *_: object) -> None:
        pass


def draw_value(item: EvidenceItem, rng: random.Random) -> str:
    """A value that may be recorded, exact or partly known."""
    if item.may_not_apply and rng.random() < 0.1:
        return "does not apply"
    if not item.type.is_numeric:
        names = rng.sample(item.names.names, rng.choice((1, 1, 2)))
        return " or ".join(sorted(names, key=item.names.position))
    if item.type is ItemType.SHARE:
        low, high = sorted(rng.choices(range(41), k=2))
        return rng.choice((f"{high} of 40", f"{low} to {high} of 40", f"{low}% to {high}%"))
    most = 40 if item.highest is None else int(item.highest)
    low, high = sorted(rng.choices(range(int(item.lowest or 0), most + 1), k=2))
    return rng.choice((str(high), f"{low} to {high}"))


def said(did: str, item: str, **fields: str) -> Said:
    return Said(Did(did), HERE, item, fields)


def state(known: Known) -> object:
    """Everything that follows, whatever the order in which it came."""
    return known.fired, known.undecided, known.impossible, dict(known.outcomes), known.settle


class Fieldwork(RuleBasedStateMachine):
    """A session in which anything may happen to any item, held to a plain account of what was said last."""

    opinions: OneProcess

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.rng = random.Random(seed)
        # Few items, so that they are corrected and withdrawn as often as recorded.
        self.items = {item.id: item for item in self.rng.sample(ITEMS, 6)}
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "EX-1.yaml"
        self.path.write_text(BEGUN)
        self.known: dict[str, Entries] = {}
        self.undoable: list[tuple[str, Entries]] = []
        self.live = LiveInspection(self.path, WORKSPACE)

    def _say(self, told: Said, becomes: Entries) -> None:
        before = self.known.get(told.item, ())
        self.live.do(told)
        if becomes != before:
            self.undoable.append((told.item, before))
        self._becomes(told.item, becomes)

    def _becomes(self, item: str, entries: Entries) -> None:
        self.known[item] = entries
        if not entries:
            del self.known[item]

    def _item(self) -> EvidenceItem:
        return self.items[self.rng.choice(sorted(self.items))]

    @rule()
    def record_or_correct(self) -> None:
        item, source = self._item(), self.rng.choice(SOURCES)
        value = draw_value(item, self.rng)
        entry = {"value": value, "source": source}
        there = [entry for entry in self.known.get(item.id, ()) if "value" in entry]
        sources = [entry["source"] for entry in there]
        becomes = [
            entry if entry["source"] != source else {"value": value, "source": source} for entry in there
        ]
        self._say(said("set", item.id, **entry), tuple(becomes if source in sources else [*becomes, entry]))

    @rule()
    def correct_without_a_source(self) -> None:
        item = self._item()
        there = [entry for entry in self.known.get(item.id, ()) if "value" in entry]
        value = draw_value(item, self.rng)
        told = said("set", item.id, value=value)
        if len(there) > 1:
            with pytest.raises(InvalidInput):
                self.live.do(told)
            return
        entry = (
            {"value": value, "source": there[0]["source"]} if there else {"value": value, "source": "Annex A"}
        )
        if not there:
            told = said("set", item.id, **entry)
        self._say(told, (entry,))

    @rule()
    def mark_unknown(self) -> None:
        item, reason = self._item(), self.rng.choice(list(UnknownReason))
        fields = {"unknown": str(reason)}
        self._say(
            said("unknown", item.id, **fields), () if reason is UnknownReason.NOT_LOOKED_AT else (fields,)
        )

    @precondition(lambda self: self.known)
    @rule()
    def withdraw(self) -> None:
        item = self.rng.choice(sorted(self.known))
        self._say(said("withdraw", item), ())

    @precondition(lambda self: self.undoable)
    @rule()
    def undo(self) -> None:
        item, entries = self.undoable.pop()
        self.live.do(Said(Did.UNDO, HERE))
        self._becomes(item, entries)

    @rule()
    def come_back_on_another_day(self) -> None:
        self.live.__exit__(None, None, None)
        self.live = LiveInspection(self.path, WORKSPACE)

    @invariant()
    def the_file_says_what_was_said_last(self) -> None:
        if hasattr(self, "live"):
            assert self.live.items == self.known
            noted = history_of(self.path, self.live.inspection.node)
            again = history_from(map(change_json, noted))
            assert again.known == self.known
            assert tuple(again.changes) == noted

    def teardown(self) -> None:
        if not hasattr(self, "live"):
            return
        assert (self.live.at_fault, self.live.take_notes()) == (False, ())
        final = state(self.live.known)
        self.live.__exit__(None, None, None)
        checked = check_file(self.path, WORKSPACE, Problems())
        assert checked is not None
        assert final[3] == {id: step.outcome for id, step in checked.trace.areas.items()}
        other = self.folder / "EX-2.yaml"
        other.write_text(BEGUN)
        with LiveInspection(other, WORKSPACE) as again:
            told = [(item, entry) for item, entries in self.known.items() for entry in entries]
            self.rng.shuffle(told)
            for item, entry in told:
                again.do(said("unknown" if "unknown" in entry else "set", item, **entry))
            assert state(again.known) == final
        shutil.rmtree(self.folder)


def test_evidence_in_any_order_comes_to_the_same_state(monkeypatch: pytest.MonkeyPatch) -> None:
    opinions = OneProcess()
    monkeypatch.setattr(live_service, "SecondOpinions", lambda: opinions)
    try:
        run_state_machine_as_test(
            Fieldwork,
            settings=settings(max_examples=max(5, settings().max_examples // 20), stateful_step_count=20),
        )
    finally:
        opinions.close()
