"""The trace of one area as a tree for reading: from its grade through rules and findings to the evidence."""

from __future__ import annotations

from evenhand.evaluation import (
    AnyRuleStep,
    ConditionStep,
    FindingTableStep,
    InspectionTrace,
    Step,
    Truth,
)
from evenhand.explanation import Block, Bullets, Entry, line
from evenhand.explanation.book import Book
from evenhand.explanation.conditions import connective_words, table_blocks, tone_of
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.rule_words import conclusion_words, fired_words, rule_name
from evenhand.explanation.starts import start_words
from evenhand.explanation.voices import Voice
from evenhand.explanation.words import capital
from evenhand.language import finding_in_leaf, findings_of


def trace_tree(trace: InspectionTrace, area: str, *, findings: int = 20) -> Bullets:
    """Where the area starts, and each rule that fired or is open, with its conditions down to the evidence.

    A finding is followed to the rules that make it, the first time that it is met; findings below findings
    are followed `findings` levels deep.
    """
    return _Tree(trace, findings).area(area)


class _Tree:
    def __init__(self, trace: InspectionTrace, findings: int) -> None:
        self.trace = trace
        self.levels = findings
        self.book = Book(trace)
        self.shown: set[str] = set()

    def area(self, id: str) -> Bullets:
        step = self.book.area(id)
        start = Entry(line(f"Start. {start_words(self.book, step)}"))
        counting = [
            rule for rule in step.rules if not findings_of(rule.rule) and rule.truth is not Truth.FALSE
        ]
        return Bullets((start, *(self.rule(rule) for rule in counting)))

    def rule(self, step: AnyRuleStep) -> Entry:
        name = capital(rule_name(step.rule, self.book))
        lead = "It" if step.truth is Truth.TRUE else "If it fires, it"
        words = f"{name} {fired_words(step.truth)}. {lead} {conclusion_words(step.rule, self.book)}."
        return Entry(line(words), self.conditions(step))

    def conditions(self, step: AnyRuleStep) -> tuple[Block, ...]:
        if isinstance(step, FindingTableStep):
            return table_blocks(step.table, self.book, None)
        voice = self.book.voice(step.rule)
        parts = []
        if step.when is not None:
            parts.append(self.step(step.when, voice))
        if step.unless is not None:
            parts.append(self.step(step.unless, Voice.EXCEPTION))
        return (Bullets(tuple(parts)),)

    def step(self, step: Step, voice: Voice) -> Entry:
        tone = tone_of(step.truth, voice)
        if isinstance(step, ConditionStep):
            words = connective_words(step.condition, tuple(part.truth for part in step.parts), voice)
            below = Bullets(tuple(self.step(part, voice) for part in step.parts))
            return Entry(line(f"{words}:"), (below,), tone)
        finding = finding_in_leaf(step.leaf)
        words = leaf_words(step, self.trace, voice).short
        if finding is None:
            return Entry(line(words), tone=tone)
        return Entry(line(words), self.made_by(finding), tone)

    def made_by(self, finding: str) -> tuple[Block, ...]:
        """The conditions of the rules that make a finding, the first time that it is met."""
        if finding in self.shown or self.levels == 0:
            return ()
        self.shown.add(finding)
        self.levels -= 1
        found: list[Block] = []
        for id in self.trace.findings[finding].concluded_by:
            found += self.conditions(self.book.rule_steps[id])
        self.levels += 1
        return tuple(found)
