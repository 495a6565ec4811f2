"""Ordinary use that makes durable-rules crash, hang or mix things up does none of it behind the guard."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.backends.durable import (
    DurableRules,
    DurableRulesError,
    NotInstalledError,
    compile_program,
    guard,
)
from evenhand.backends.durable.guard import (
    LARGEST,
    MOST_FACTS,
    MOST_RULES,
    Part,
    Session,
    durable_rules,
    fnv1a,
    split,
)
from evenhand.backends.durable.productions import Compare, Count, Match, Production
from evenhand.backends.durable.program import MODALITIES, MOST_ATTRIBUTES
from generators import Drawing, drawings
from unit.backends.deriving import needs_durable_rules
from unit.backends.raw import run_raw

pytestmark = [
    needs_durable_rules,
    pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of processes are asked about"),
]


@pytest.fixture
def sessions() -> Iterator[list[Session]]:
    made: list[Session] = []
    yield made
    for session in made:
        session.free()


@pytest.fixture
def load(sessions: list[Session]) -> Any:
    """Productions loaded into a session that is open; subjects are numbered in the order named."""

    def loading(*productions: Production, subjects: Sequence[str] = ("fact",)) -> Session:
        session = Session(split({"area": productions}, {name: at for at, name in enumerate(subjects, 1)}))
        sessions.append(session)
        session.open()
        return session

    return loading


def at_least(threshold: int, token: str) -> Match:
    return Match(token, "fact", (Compare("x", ">=", threshold),))


# --- crashes ---------------------------------------------------------------------------------------------


def test_cases_for_which_nothing_fires_are_forgotten_one_after_another(load: Any) -> None:
    """Unguarded, forgetting a session in which nothing has fired frees what was never set."""
    session = load(at_least(5, "high"))
    for _ in range(2_000):
        assert list(session.assert_fact("fact", 1, {"x": 0})) == []
        session.close()
        session.open()
    assert list(session.assert_fact("fact", 1, {"x": 5})) == ["high"]


def test_a_part_that_does_not_open_is_not_used(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session = load(at_least(5, "high"))
    session.close()
    monkeypatch.setattr(Session, "_assert", lambda *_: [])
    with pytest.raises(DurableRulesError, match="area did not open"):
        session.open()


def test_a_division_by_zero_crashes_the_raw_library() -> None:
    divided = "{'$gt': {'x': {'$div': {'$l': {'$m': 'y'}, '$r': {'$m': 'z'}}}}}"
    found = run_raw(
        f"tell(load({{'r': {{'all': [{{'m': {divided}}}]}}}}), {{'x': 1, 'y': 1, 'z': 0, 'sid': 's'}})"
    )
    assert found.returncode < 0


SAFE = {"$and", "$neq", "$gt", "$gte", "$lt", "$lte", "$m"}


def keys_of(written: object) -> Iterator[str]:
    if isinstance(written, dict):
        yield from written
        for value in written.values():
            yield from keys_of(value)
    elif isinstance(written, list):
        for value in written:
            yield from keys_of(value)


@given(drawings())
def test_only_what_is_safe_is_asked_in_parts_that_are_small(drawn: Drawing) -> None:
    """No division, no missing attribute, no "or"; and every rule but a count names its fact first."""
    program = compile_program(drawn.rules)
    subjects = {one.subject for own in program.productions.values() for one in own if isinstance(one, Match)}
    parts = split(program.productions, {name: number for number, name in enumerate(subjects, 1)})
    known = {*NAMES, *SAFE, "all", "m", "count", "pri"}
    for part in parts:
        rules = json.loads(part.definition)
        assert len(rules) <= MOST_RULES + 1
        assert rules.pop("open") == {"all": [{"m": {"n": 0}}], "pri": -1}
        for rule in rules.values():
            assert set(keys_of(rule)) <= known
            (test,) = (one["m"] for one in rule["all"])
            assert any(name in part.tokens for name in test) or "n" in test["$and"][0]


# --- sizes -----------------------------------------------------------------------------------------------


def test_more_rules_pass_one_fact_than_the_raw_library_bears(load: Any) -> None:
    rules = "{f'r{at}': {'all': [{'m': {'$gte': {'x': at}}}]} for at in range(66)}"
    raw = run_raw(f"tell(load({rules}), {{'x': 100, 'sid': 's'}})")
    assert "error code: 303" in raw.stderr

    session = load(*(at_least(at, f"t{at}") for at in range(66)))
    assert set(session.assert_fact("fact", 1, {"x": 100})) == {f"t{at}" for at in range(66)}


@pytest.mark.parametrize("number", [513, 600])
def test_as_many_rules_are_loaded_as_the_raw_library_never_ends_loading(number: int, load: Any) -> None:
    session = load(*(at_least(at, f"t{at}") for at in range(number)))
    assert set(session.assert_fact("fact", 1, {"x": 511})) == {f"t{at}" for at in range(min(512, number))}


def test_the_raw_library_does_not_come_back_from_513_rules() -> None:
    rules = "{f'r{at}': {'all': [{'m': {'$gte': {'x': at}}}]} for at in range(%d)}"
    assert run_raw(f"load({rules % 512})\nprint('loaded')").stdout == "loaded\n"
    stopped = "resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nprint('begun', flush=True)\n"
    hanging = run_raw(f"{stopped}load({rules % 513})\nprint('loaded')")
    assert (hanging.stdout, hanging.returncode) == ("begun\n", -signal.SIGXCPU)


productions = st.lists(
    st.builds(Match, st.uuids().map(str), st.sampled_from(["a", "b"]), st.just((Compare("x", "=", 1),)))
    | st.builds(Count, st.uuids().map(str), st.integers(1, 3), st.just(("one", "two", "three"))),
    max_size=30,
)


@given(st.dictionaries(st.sampled_from(["care", "homes"]), productions), st.integers(1, 5), st.integers(1, 5))
def test_parts_keep_the_limits_and_hold_every_production_once(
    owned: dict[str, list[Production]], most_rules: int, most_on_one_fact: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "MOST_RULES", most_rules)
        patch.setattr(guard, "MOST_ON_ONE_FACT", most_on_one_fact)
        parts = split(owned, {"a": 1, "b": 2})
    tokens = [token for part in parts for token in part.tokens.values()]
    assert sorted(tokens) == sorted(production.token for own in owned.values() for production in own)
    assert len({part.name for part in parts}) == len(parts)
    gates = [gate for part in parts for own in part.gates.values() for gate in own]
    counts = [one for own in owned.values() for one in own if isinstance(one, Count)]
    assert len(gates) == 3 * len(counts)
    for part in parts:
        assert 1 <= len(part.tokens) <= most_rules
        rules = json.loads(part.definition)
        assert set(rules) == {"open", *part.tokens}
        firsts = [test["$and"][0]["n"] for rule in rules.values() if "$and" in (test := rule["all"][0]["m"])]
        assert all(firsts.count(number) <= most_on_one_fact for number in firsts)
        assert {"a": 1, "b": 2}.keys() & part.subjects == part.subjects


def test_a_fact_of_too_many_attributes_is_an_error_and_not_lost(load: Any) -> None:
    session = load(at_least(1, "high"))
    with pytest.raises(DurableRulesError, match="error code: 302"):
        list(session.assert_fact("fact", 1, {"x": 1, **{f"x{at}": 0 for at in range(300)}}))
    wide = {"x": 1, **{f"x{at}": 0 for at in range(MOST_ATTRIBUTES)}}
    session.close()
    session.open()
    assert list(session.assert_fact("fact", 1, wide)) == ["high"]


def test_many_cases_are_decided_in_one_session(load: Any) -> None:
    raw = run_raw(
        "handle = load({'r': {'all': [{'m': {'x': 1}}]}})\n"
        "for at in range(1_100):\n    tell(handle, {'x': 1, 'sid': f'case-{at}'})"
    )
    assert "MemoryError" in raw.stderr

    session = load(at_least(1, "high"))
    for case in range(3_000):
        assert list(session.assert_fact("fact", 1, {"x": case % 2})) == ["high"] * (case % 2)
        session.close()
        session.open()


# --- identities ------------------------------------------------------------------------------------------

_RUN = range(MOST_ATTRIBUTES)
NAMES = [
    *("n", "id", "sid", "$s", "ex", "cf", "kn", "s", "p", "wo", "be", "js", "jp", "gap"),
    *("lof", "loc", "hif", "hic", "lo", "hi", *(f"{side}{end}" for side in "abc" for end in ("lo", "hi"))),
    *(f"{mark}{at}" for mark in ("s", "p", "c", "is", "ais", "bis", "bno") for at in _RUN),
    *(f"{name}{rail}{at}" for name in MODALITIES.values() for rail in "sp" for at in _RUN),
    *(f"r{at}" for at in range(MOST_RULES)),
]
"""Every attribute that a fact can have."""


def test_no_two_ids_of_facts_or_names_of_attributes_are_taken_for_one_another() -> None:
    ids = range(1, MOST_FACTS + 1)
    assert len({fnv1a(str(id)) for id in ids}) == len(ids)
    assert len({fnv1a(name) for name in NAMES}) == len(set(NAMES)) == len(NAMES)


def test_two_inspections_are_not_mixed_up_by_their_ids(load: Any) -> None:
    one, other = "case-478212", "case-1221200"
    assert fnv1a(one) == fnv1a(other)
    raw = run_raw(
        "handle = load({'r': {'all': [{'m': {'x': 1}}]}})\n"
        f"tell(handle, {{'x': 1, 'id': 'f', 'sid': '{one}'}})\n"
        f"print(engine.get_facts(handle, '{other}') == engine.get_facts(handle, '{one}'))"
    )
    assert raw.stdout == "True\n"

    session = load(Count("both", 2, ("first", "second")))
    for _ in (one, other):
        assert list(session.assert_token("first")) == []
        session.close()
        session.open()
    assert list(session.assert_token("first")) == []
    assert list(session.assert_token("second")) == ["both"]


def test_rule_sets_of_the_same_name_do_not_find_each_other(sessions: list[Session]) -> None:
    for threshold in (5, 7):
        sessions.append(Session(split({"area": (at_least(threshold, f"over {threshold}"),)}, {"fact": 1})))
    for session, threshold in zip(sessions, (5, 7), strict=True):
        session.open()
        assert list(session.assert_fact("fact", 1, {"x": 6})) == ["over 5"] * (threshold == 5)


# --- values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1", 1.0, True, None, 1e-07, 1e22, LARGEST + 1, -LARGEST - 1, 10**25])
def test_what_is_no_whole_number_of_62_bits_is_neither_asserted_nor_asked(value: Any, load: Any) -> None:
    session = load(at_least(1, "high"))
    with pytest.raises(DurableRulesError, match=r"x is .*, which durable-rules cannot hold exactly"):
        list(session.assert_fact("fact", 1, {"x": value}))
    if not isinstance(value, str):
        with pytest.raises(DurableRulesError, match="cannot hold exactly"):
            load(at_least(value, "high"))


@given(st.integers(-LARGEST, LARGEST), st.integers(-LARGEST, LARGEST) | st.integers(-1, 1))
def test_whole_numbers_are_compared_exactly(threshold: int, other: int) -> None:
    value = threshold + other if abs(other) <= 1 and abs(threshold + other) <= LARGEST else other
    own = {
        sign: Match(sign, "fact", (Compare("x", sign, threshold), Compare("x", sign, "y")))
        for sign in ("=", "!=", ">", ">=", "<", "<=")
    }
    session = Session(split({"area": tuple(own.values())}, {"fact": 1}))
    session.open()
    found = set(session.assert_fact("fact", 1, {"x": value, "y": threshold}))
    session.close()
    session.free()
    below, above = {"<", "<=", "!="}, {">", ">=", "!="}
    assert found == (below if value < threshold else above if value > threshold else {"=", "<=", ">="})


# --- going round in circles, and errors --------------------------------------------------------------------


def own_part(rule: dict[str, Any]) -> Part:
    rules = {"open": {"all": [{"m": {"n": 0}}], "pri": -1}, "r0": rule}
    return Part("area", json.dumps(rules), {"r0": "found"}, frozenset({"fact"}), {})


def test_rules_that_go_round_in_circles_are_stopped(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BUDGET", 20)
    session = load(at_least(1, "high"))
    assert list(session.assert_fact("fact", 1, {"x": 1})) == ["high"]
    monkeypatch.setattr(session.engine, "complete_and_start_action", lambda handle, offset: '{"r0":{}}')
    with pytest.raises(DurableRulesError, match="go round in circles"):
        list(session.assert_fact("fact", 1, {"x": 1}))
    assert session.firings == 21


def test_too_many_facts_are_refused(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_FACTS", 3)
    session = load(at_least(1, "high"))
    with pytest.raises(DurableRulesError, match="more than 3 facts"):
        for _ in range(3):
            list(session.assert_fact("fact", 1, {"x": 1}))


def test_an_error_of_the_library_is_raised_and_what_was_loaded_is_freed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freed: list[object] = []
    engine = durable_rules()
    right = engine.delete_ruleset
    monkeypatch.setattr(engine, "delete_ruleset", lambda handle: (freed.append(handle), right(handle))[1])
    good = own_part({"all": [{"m": {"x": 1}}]})
    bad = own_part({"all": [{"m": {"$unheard_of": {"x": 1}}}]})
    with pytest.raises(DurableRulesError, match="error code"):
        Session([good, bad])
    assert len(freed) == 1


def test_a_fact_that_the_library_takes_for_another_is_an_error(load: Any) -> None:
    session = load(at_least(1, "high"))
    list(session.assert_fact("fact", 1, {"x": 1}))
    session.asserted -= 1
    with pytest.raises(DurableRulesError, match="gave 2"):
        list(session.assert_fact("fact", 1, {"x": 2}))


def test_a_token_that_follows_in_two_ways_is_told_for_each_and_a_rule_that_fires_twice_once(
    load: Any,
) -> None:
    session = load(at_least(1, "high"), at_least(2, "high"), Count("many", 1, ("high",)))
    assert list(session.assert_fact("fact", 1, {"x": 2})) == ["high", "high"]
    assert list(session.assert_token("high")) == ["many"]
    assert list(session.assert_token("unheard of")) == []
    assert list(session.assert_fact("unheard of", 2, {"x": 2})) == []


def test_a_library_that_cannot_be_imported_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(NotInstalledError):
        durable_rules()


# --- memory ----------------------------------------------------------------------------------------------


def resident_kilobytes(process: int | str = "self") -> int:
    """What a process holds in memory."""
    path = Path(f"/proc/{process}/statm")
    if not path.exists():
        pytest.skip(f"{path} is not there to be read")
    return int(path.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def test_what_rules_take_up_is_given_back() -> None:
    program = compile_program(Drawing(6, 1).rules)

    def load_and_free(times: int) -> int:
        for _ in range(times):
            DurableRules(program).free()
        gc.collect()
        # What the process has freed goes back to the system: other tests may have left a lot of it here.
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
        return resident_kilobytes()

    before = load_and_free(50)
    # One of them takes up more than 100 kB; freed, less than 10.
    assert load_and_free(250) - before < 250 * 10
    kept = [DurableRules(program) for _ in range(20)]
    assert resident_kilobytes() - before > 20 * 100
    for engine in kept:
        engine.free()
