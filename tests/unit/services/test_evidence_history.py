"""What was known when: what a history says, and its file when things fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.diagnostics import InvalidInput, Problems
from evenhand.services.evidence_history import (
    BadHistory,
    Change,
    Did,
    History,
    HistoryFile,
    change_json,
    history_from,
    history_of,
    history_path,
    read_history,
    time_now,
)
from evenhand.services.evidence_text import Entries
from evenhand.source import read_yaml

AT = "2024-05-13T09:30:00Z"
ONE: Entries = ({"value": "1"},)
TWO: Entries = ({"value": "2", "source": "Annex A"},)
BOTH: Entries = (*ONE, *TWO)

RECORDED = Change(AT, Did.SET, "a", (), ONE)
CORRECTED = Change(AT, Did.SET, "a", ONE, TWO)
WITHDRAWN = Change(AT, Did.WITHDRAW, "a", TWO, ())
OTHER = Change(AT, Did.UNKNOWN, "b", (), ({"unknown": "suppressed"},))


# --- what a history says -----------------------------------------------------------------------------


def test_what_is_known_is_what_the_last_change_of_each_item_says():
    assert History().known == {}
    assert History([RECORDED, OTHER, CORRECTED]).known == {"a": TWO, "b": OTHER.now}
    assert History([RECORDED, OTHER, CORRECTED, WITHDRAWN]).known == {"b": OTHER.now}


def test_what_the_file_says_besides_was_found_in_it():
    history = History([RECORDED, OTHER])
    assert list(history.found_in({"a": ONE, "b": OTHER.now}, AT)) == []
    assert list(history.found_in({"a": TWO, "c": ONE}, None)) == [
        Change(None, Did.FOUND, "a", ONE, TWO),
        Change(None, Did.FOUND, "b", OTHER.now, ()),
        Change(None, Did.FOUND, "c", (), ONE),
    ]


def test_what_is_undone_is_the_last_step_that_stands():
    undone = Change(AT, Did.UNDO, "a", TWO, ONE)
    found = Change(AT, Did.FOUND, "c", (), ONE)
    assert History().last_step is None
    assert History([found]).last_step is None
    assert History([RECORDED, found]).last_step == RECORDED
    assert History([RECORDED, OTHER, CORRECTED]).last_step == CORRECTED
    assert History([RECORDED, OTHER, CORRECTED, undone]).last_step == OTHER
    assert History([RECORDED, CORRECTED, undone, CORRECTED]).last_step == CORRECTED
    assert History([RECORDED, Change(AT, Did.UNDO, "a", ONE, ())]).last_step is None


def test_what_is_found_in_the_place_of_a_step_can_be_undone_and_what_takes_it_back_is_its_undoing():
    other = Change(AT, Did.FOUND, "a", ONE, TWO)
    assert History([RECORDED, other]).last_step == other
    assert History([RECORDED, Change(AT, Did.FOUND, "a", ONE, ())]).last_step is None


def test_the_time_is_noted_in_utc_to_the_second():
    assert len(time_now()) == len(AT)
    assert time_now().endswith("Z")


# --- bad histories -----------------------------------------------------------------------------------

GOOD = change_json(RECORDED)

BAD = [
    ("not a change", "it is not a set of the keys at, by, did, item, was, now"),
    ([], "it is not a set of the keys"),
    ({**GOOD, "who": "INS-4"}, "it is not a set of the keys"),
    ({key: value for key, value in GOOD.items() if key != "at"}, "it is not a set of the keys"),
    ({**GOOD, "by": 4}, "`at`, `by` and `item` are texts"),
    ({**GOOD, "at": 5}, "`at`, `by` and `item` are texts"),
    ({**GOOD, "item": None}, "`at`, `by` and `item` are texts"),
    ({**GOOD, "did": "guessed"}, "`did` is one of set, unknown, withdraw, undo, found"),
    ({**GOOD, "did": ["set"]}, "`did` is one of"),
    ({**GOOD, "now": {"value": "1"}}, "`now` is a list of entries"),
    ({**GOOD, "now": ["1"]}, "`now` is a list of entries"),
    ({**GOOD, "now": [{"value": 1}]}, "`now` is a list of entries"),
    ({**GOOD, "was": "nothing"}, "`was` is a list of entries"),
    ({**GOOD, "was": [{"value": "2"}]}, "what it says was known of `a` before is not what was"),
    ({**GOOD, "did": "undo"}, "it is not what undoing the last step gives"),
    ({**GOOD, "did": "undo", "item": "b", "was": list(OTHER.now)}, "it is not what undoing the last step"),
    ({**GOOD, "item": "\ud800"}, "`at`, `by` and `item` are texts"),
    ({**GOOD, "now": [{"value": "\udfff"}]}, "`now` is a list of entries"),
]


@pytest.mark.parametrize(("written", "problem"), BAD)
def test_a_bad_change_is_refused_with_its_number(written, problem):
    other = change_json(OTHER)
    with pytest.raises(BadHistory) as refused:
        history_from([other, written, other])
    assert refused.value.number == 2
    assert problem in refused.value.problem
    assert str(refused.value).startswith("change 2: ")


def test_nothing_is_undone_before_anything_is_recorded():
    undone = Change(AT, Did.UNDO, "a", ONE, ())
    for changes in ([Change(AT, Did.UNDO, "a", (), ())], [Change(AT, Did.FOUND, "a", (), ONE), undone]):
        with pytest.raises(BadHistory, match="there is nothing that it could have undone"):
            history_from(map(change_json, changes))


def test_changes_that_do_not_follow_from_those_before_are_refused():
    for changes, number in (([RECORDED, RECORDED], 2), ([CORRECTED], 1), ([RECORDED, WITHDRAWN], 2)):
        with pytest.raises(BadHistory) as refused:
            history_from(map(change_json, changes))
        assert refused.value.number == number


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Changes of which each follows from those before."""
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
    entries = st.lists(st.dictionaries(texts, texts, min_size=1, max_size=2), max_size=2).map(tuple)
    found = History()
    for _ in range(draw(st.integers(0, 8))):
        last = found.last_step
        did = draw(st.sampled_from([one for one in Did if last is not None or one is not Did.UNDO]))
        item, now = draw(st.sampled_from(["a", "b", "é"])), draw(entries)
        if last is not None and did is Did.UNDO:
            item, now = last.item, last.was
        at, by = draw(st.sampled_from([AT, None])), draw(st.sampled_from(["INS-4", None]))
        found.add(Change(at, did, item, found.known.get(item, ()), now, by))
    return found


@given(histories())
def test_changes_are_read_back_as_they_were_written(history):
    again = history_from(json.loads(json.dumps(change_json(change))) for change in history.changes)
    assert again.changes == history.changes
    assert again.known == history.known
    assert again.last_step == history.last_step


@given(histories(), histories())
def test_what_is_found_leads_from_any_history_to_what_is_known(history, other):
    for change in list(history.found_in(other.known, AT)):
        history.add(change)
    assert history.known == other.known
    assert list(history.found_in(other.known, AT)) == []


@given(histories())
def test_undoing_all_steps_leaves_nothing_that_was_done_here(history):
    while (last := history.last_step) is not None and history.known.get(last.item, ()) == last.now:
        steps = len(history.changes)
        history.add(Change(AT, Did.UNDO, last.item, last.now, last.was))
        assert len(history.changes) == steps + 1
        assert history.known.get(last.item, ()) == last.was


# --- the file ----------------------------------------------------------------------------------------


@pytest.fixture
def inspection(tmp_path: Path) -> Path:
    return tmp_path / "EX-017.yaml"


def test_a_history_lies_beside_its_inspection_under_its_name(inspection):
    assert history_path(inspection) == inspection.with_name("EX-017.yaml.history.jsonl")


def test_what_is_added_is_read_again_one_change_a_line(inspection):
    assert read_history(inspection).changes == []
    HistoryFile(inspection).add([])
    assert not history_path(inspection).exists()
    HistoryFile(inspection).add([RECORDED])
    HistoryFile(inspection).add([OTHER, CORRECTED])
    assert read_history(inspection).changes == [RECORDED, OTHER, CORRECTED]
    assert [json.loads(line) for line in history_path(inspection).read_text().splitlines()] == [
        change_json(change) for change in (RECORDED, OTHER, CORRECTED)
    ]


@pytest.mark.parametrize("torn", [b'{"at": "2024-', b"{", b"\xc3", b"   ", json.dumps(GOOD).encode()])
def test_a_last_line_that_was_cut_short_is_left_out_and_spoils_nothing(inspection, torn):
    HistoryFile(inspection).add([RECORDED])
    with history_path(inspection).open("ab") as file:
        file.write(torn)
    assert read_history(inspection).changes == [RECORDED]
    HistoryFile(inspection).add([OTHER])
    assert read_history(inspection).changes == [RECORDED, OTHER]


def test_a_first_line_that_was_cut_short_is_left_out(inspection):
    history_path(inspection).write_bytes(b'{"at": "2024-')
    assert read_history(inspection).changes == []
    HistoryFile(inspection).add([RECORDED])
    assert read_history(inspection).changes == [RECORDED]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "it is not JSON"),
        (b"", "it is not JSON"),
        (b"\xff\xfe", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it is not a set of the keys"),
        (
            b'{"at": NaN, "by": null, "did": "set", "item": "a", "was": [], "now": []}',
            "`at`, `by` and `item` are texts",
        ),
        *((json.dumps(written).encode(), problem) for written, problem in BAD),
    ],
)
def test_a_bad_line_is_told_with_its_place(inspection, line, problem):
    HistoryFile(inspection).add([OTHER])
    with history_path(inspection).open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(InvalidInput) as refused:
        read_history(inspection)
    (told,) = refused.value.diagnostics
    assert told.code.id == "L511"
    assert problem in told.message
    assert told.span is not None
    assert (Path(told.span.file).name, told.span.line, told.span.column) == (
        "EX-017.yaml.history.jsonl",
        2,
        1,
    )
    assert (
        told.hint == "move `EX-017.yaml.history.jsonl` away, and a new history begins with what is known now"
    )


def test_a_history_that_cannot_be_read_is_told(inspection):
    history_path(inspection).mkdir()
    with pytest.raises(InvalidInput) as refused:
        read_history(inspection)
    (told,) = refused.value.diagnostics
    assert "EX-017.yaml.history.jsonl" in told.message
    with pytest.raises(OSError, match=r"history\.jsonl"):
        HistoryFile(inspection).add([RECORDED])


def test_what_was_added_can_be_taken_back_and_what_others_add_is_noticed(inspection):
    file = HistoryFile(inspection)
    file.add([RECORDED])
    size = file.size
    file.add([OTHER, CORRECTED])
    file.take_back(size)
    assert read_history(inspection).changes == [RECORDED]
    assert not file.was_changed()
    HistoryFile(inspection).add([OTHER])
    assert file.was_changed()
    assert not HistoryFile(inspection).was_changed()


def test_a_long_torn_line_is_taken_out_whole(inspection):
    HistoryFile(inspection).add([RECORDED])
    with history_path(inspection).open("ab") as file:
        file.write(b"{" * 200_000)
    HistoryFile(inspection).add([OTHER])
    assert read_history(inspection).changes == [RECORDED, OTHER]


def test_an_inspection_without_a_history_has_none_and_one_with_it_is_told_up_to_now(inspection):
    node = read_yaml("evidence:\n  a: 1\n  c: 3\n", "EX-017.yaml", Problems())
    assert node is not None
    assert history_of(inspection, node) == ()
    HistoryFile(inspection).add([RECORDED])
    assert history_of(inspection, node) == (RECORDED, Change(None, Did.FOUND, "c", (), ({"value": "3"},)))
