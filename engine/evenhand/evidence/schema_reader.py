"""An evidence schema file, read and checked: items whose type, bounds and names fit together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import (
    DECIMAL_HINTS,
    NOT_JUDGED,
    RESERVED,
    YES_NO,
    Better,
    EvidenceItem,
    ItemType,
    Number,
    Scale,
    normal_unit,
    read_decimal,
    simplest,
    text_hash,
)
from evenhand.evidence.documents import ItemDocument, SchemaDocument
from evenhand.evidence.schema import EvidenceSchema
from evenhand.source import Node, key_place, place, read_as, read_yaml

DEFAULT_PLACES = 2
"""Decimals that a number item keeps unless it says otherwise."""


def read_schema(text: bytes | str, file: str, problems: Problems) -> EvidenceSchema | None:
    """The schema that `text` writes, or None with every problem added."""
    node = read_yaml(text, file, problems)
    if node is None:
        return None
    document = read_as(SchemaDocument, node, problems)
    if document is None:
        return None
    before = problems.error_count()
    reader = _SchemaReader(node, document, problems)
    items = {id: reader.item(id, item, "items") for id, item in document.items.items()}
    record = {id: reader.item(id, item, "case_record") for id, item in document.case_record.items()}
    if problems.error_count() > before:
        return None
    raw = text.decode("utf-8") if isinstance(text, bytes) else text
    return EvidenceSchema(
        id=document.schema_,
        version=document.version,
        title=document.title,
        items={id: item for id, item in items.items() if item is not None},
        case_record={id: item for id, item in record.items() if item is not None},
        sections=document.sections,
        description=document.description,
        source=document.source.as_source() if document.source else None,
        text=raw,
        hash=text_hash(raw),
        file=file,
        node=node,
    )


class _SchemaReader:
    def __init__(self, node: Node, document: SchemaDocument, problems: Problems) -> None:
        self.node = node
        self.document = document
        self.problems = problems

    def item(self, id: str, written: ItemDocument, group: str) -> EvidenceItem | None:
        """One item; None with its problems added."""
        before = self.problems.error_count()
        self.loc = (group, id)
        self.id = id
        type = ItemType(written.type)
        self._check_words(key_place(self.node, self.loc), [id])
        self._check_section(written)
        self._check_keys(written, type)
        scale = self._scale(written, type)
        low, high = self._bounds(written, type)
        weight = self._weight(written)
        places = written.places
        if places is not None and (type is not ItemType.NUMBER or not 0 <= places <= 9):
            self._refuse("only a number keeps decimals, from 0 to 9", "places")
        if self.problems.error_count() > before:
            return None
        default_places = DEFAULT_PLACES if type is ItemType.NUMBER else 0
        return EvidenceItem(
            id=id,
            type=type,
            title=written.title,
            section=written.section,
            unit=normal_unit(written.unit),
            places=default_places if places is None else places,
            lowest=low,
            highest=high,
            better=Better(written.better or "neither"),
            scale=scale,
            may_not_apply=written.may_not_apply or _of_nothing(written, type),
            question=written.question,
            found_in=written.found_in,
            of=written.of,
            sampled=written.sampled,
            changeable=written.changeable,
            weight=weight,
            computed=written.computed,
            from_cases=written.from_cases,
            source=written.source.as_source() if written.source else None,
            note=written.note,
        )

    def _refuse(self, problem: str, key: str | None = None, hint: str | None = None) -> None:
        loc = (*self.loc, key) if key else self.loc
        span = key_place(self.node, loc)
        self.problems.add(codes.BAD_ITEM.at(span, item=self.id, problem=problem, hint=hint))

    def _check_words(self, span: Span, names: Sequence[str]) -> None:
        """Refuse names that are words of the rule language."""
        for name in names:
            if name in RESERVED:
                self.problems.add(codes.RESERVED_WORD.at(span, value=name))

    def _check_section(self, written: ItemDocument) -> None:
        sections = self.document.sections
        if written.section is not None and written.section not in sections:
            span = place(self.node, (*self.loc, "section"))
            hint = did_you_mean(written.section, sections)
            self.problems.add(codes.UNKNOWN_SECTION.at(span, name=written.section, hint=hint))

    def _check_keys(self, written: ItemDocument, type: ItemType) -> None:
        """Refuse keys that mean nothing for the item's type."""
        allowed = {
            "levels": (ItemType.LEVEL,),
            "level_titles": (ItemType.LEVEL,),
            "points": (ItemType.LEVEL,),
            "options": (ItemType.CHOICE,),
            "option_titles": (ItemType.CHOICE,),
            "min": (ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE),
            "max": (ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE),
            "of": (ItemType.SHARE, ItemType.COUNT),
            "computed": (ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE),
            "from_cases": (ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE),
        }
        for key, types in allowed.items():
            if getattr(written, key) is not None and type not in types:
                self._refuse(f"a {type} item has no `{key}`", key)
        if written.computed and written.from_cases:
            self._refuse("it is computed or counted from cases, not both", "from_cases")
        if written.sampled and type is not ItemType.SHARE:
            self._refuse("only a share can be sampled", "sampled")
        needs = (ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE, ItemType.LEVEL)
        if written.better is None and type in needs and self.loc[0] == "items":
            self._refuse("say which direction is `better`: higher, lower or neither")
        if type is ItemType.CHOICE and written.better in ("higher", "lower"):
            self._refuse("a choice has no order, so neither direction is better", "better")

    def _scale(self, written: ItemDocument, type: ItemType) -> Scale | None:
        if type is ItemType.YES_NO:
            return YES_NO
        if type is ItemType.LEVEL:
            return self._names(written.levels, written.level_titles, "levels", written.points)
        if type is ItemType.CHOICE:
            return self._names(written.options, written.option_titles, "options", None)
        return None

    def _names(
        self,
        names: list[str] | None,
        titles: dict[str, str] | None,
        key: str,
        points: list[int] | None,
    ) -> Scale | None:
        if not names:
            self._refuse(f"it needs `{key}`")
            return None
        if len(set(names)) < len(names):
            self._refuse(f"its `{key}` name one thing twice", key)
            return None
        self._check_words(place(self.node, (*self.loc, key)), names)
        if NOT_JUDGED in names:
            self._refuse(f"`{NOT_JUDGED}` cannot be one of its `{key}`", key)
        for name in titles or {}:
            if name not in names:
                hint = did_you_mean(name, names)
                self._refuse(f"`{name}` is not one of its `{key}`", f"{key[:-1]}_titles", hint)
        if points is not None and len(points) != len(names):
            self._refuse("it needs one number of points for each level", "points")
            return None
        return Scale(
            id=self.id,
            names=tuple(names),
            titles=titles or {},
            points=tuple(points) if points is not None else None,
            ordered=key == "levels",
        )

    def _bounds(self, written: ItemDocument, type: ItemType) -> tuple[Number | None, Number | None]:
        if not type.is_numeric:
            return None, None
        low = self._bound(written.min, "min", type)
        high = self._bound(written.max, "max", type)
        if type is ItemType.COUNT:
            low = 0 if low is None else low
            for key, value in (("min", low), ("max", high)):
                if value is not None and (not isinstance(value, int) or value < 0):
                    self._refuse("the bounds of a count are whole numbers from 0", key)
        if type is ItemType.SHARE:
            low = 0 if low is None else low
            high = 1 if high is None else high
            if not 0 <= low <= 1 or not 0 <= high <= 1:
                self._refuse("the bounds of a share lie from 0% to 100%", "min")
        if low is not None and high is not None and low > high:
            self._refuse("its least value is greater than its greatest", "min")
        return low, high

    def _weight(self, written: ItemDocument) -> Number:
        if written.weight is None:
            return 1
        value = read_decimal(written.weight)
        if isinstance(value, str):
            self._refuse(f"`{written.weight}` is not a number", "weight", DECIMAL_HINTS[value])
        elif value < 0:
            self._refuse("its weight is less than 0", "weight", "write 0 where it is not to be compared")
        else:
            return value
        return 1

    def _bound(self, text: str | None, key: str, type: ItemType) -> Number | None:
        if text is None:
            return None
        share = type is ItemType.SHARE
        if share and not text.endswith("%"):
            self._refuse("the bounds of a share are percentages", key, f"write `{text}%`")
            return None
        value = read_decimal(text.removesuffix("%") if share else text)
        if isinstance(value, str):
            self._refuse(f"`{text}` is not a number", key, DECIMAL_HINTS[value])
            return None
        return simplest(Fraction(value) / 100) if share else value


def _of_nothing(written: ItemDocument, type: ItemType) -> bool:
    """Whether an item may turn out to be of nothing: a share of no cases, a mean of no cases.

    `0 of 0` may be recorded for any share, so while a share is unknown it may not exist.
    """
    return type is ItemType.SHARE or (type is ItemType.NUMBER and written.from_cases is not None)
