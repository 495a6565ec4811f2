"""A second opinion: what differs, what is refused and why, what to do, and the file that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import evenhand
from evenhand.backends.durable import Derivation, DurableRulesError, NotInstalledError, TooLargeError
from evenhand.backends.durable.worker import Worker, WorkerHungError, WorkerLostError
from evenhand.diagnostics import InvalidInput
from evenhand.domain import Case, Conflict
from evenhand.explanation import words_of
from evenhand.services import second_opinion as module
from evenhand.services.api import check
from evenhand.services.check import Checked
from evenhand.services.opinion_document import second_opinions
from evenhand.services.second_opinion import (
    Heard,
    Opinion,
    SecondOpinions,
    disagreement,
    opinion_json,
)
from evenhand.services.two_readings import ELSEWHERE, differences, side_by_side
from evenhand.services.workspace import Workspace
from unit.backends.deriving import needs_durable_rules

Change = Callable[[Derivation], Derivation]


@pytest.fixture(scope="module")
def models(repository: Path) -> dict[str, Checked]:
    """Some shipped model inspections, checked."""
    workspace = Workspace((repository,))
    folder = repository / "casebooks" / "model"
    names = ("hartsea_2024", "eastmere_2024", "ashmere_2024", "trafford_2019")
    return {name: check(folder / f"{name}.yaml", workspace=workspace) for name in names}


@pytest.fixture(scope="module")
def agreeing(models: dict[str, Checked]) -> dict[str, Opinion]:
    """The honest opinions on them."""
    with SecondOpinions() as opinions:
        return {name: opinions.ask(checked) for name, checked in models.items()}


class FakeWorker:
    """Stands for the process with durable-rules, and counts how many there were."""

    started = 0
    closed = 0
    fault: Exception | None = None
    fault_at_start: Exception | None = None

    def __init__(self, program: object, seconds: float) -> None:
        type(self).started += 1
        if self.fault_at_start is not None:
            raise self.fault_at_start

    def run(self, case: Case) -> Derivation:
        assert self.fault is not None
        raise self.fault

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> type[FakeWorker]:
    """Puts the fake in the place of the process."""

    class Own(FakeWorker):
        pass

    monkeypatch.setattr(module, "Worker", Own)
    return Own


def refusal(opinions: SecondOpinions, checked: Checked) -> list[tuple[str, str]]:
    """The codes and messages with which an opinion is refused."""
    with pytest.raises(InvalidInput) as refused:
        opinions.ask(checked)
    return [(found.code.id, found.message) for found in refused.value.diagnostics]


def planted(opinion: Opinion, checked: Checked, change: Change) -> Opinion:
    """The opinion as it would be if durable-rules had derived something else."""
    other = change(opinion.derivation)
    return replace(opinion, derivation=other, differences=tuple(differences(checked.trace, other)))


# --- agreeing -----------------------------------------------------------------------------------------


@needs_durable_rules
def test_it_agrees_on_shipped_model_inspections(agreeing: dict[str, Opinion]) -> None:
    assert all(opinion.agrees for opinion in agreeing.values())


@needs_durable_rules
def test_it_can_be_asked_for_from_python(models: dict[str, Checked]) -> None:
    opinion = evenhand.second_opinion(models["trafford_2019"])
    assert isinstance(opinion, evenhand.Opinion) and opinion.agrees
    assert opinion.derivation.areas["overall"].proposed == "requires_improvement"


@needs_durable_rules
def test_what_a_case_leaves_open_is_asserted_as_two_bounds(agreeing: dict[str, Opinion]) -> None:
    ends = agreeing["eastmere_2024"].ends
    assert ends.partly == ("caseload_mean", "management_grip_overall")
    assert "drift_and_delay" in ends.unknown
    # A computed item whose parts are known is neither.
    assert "unallocated_children" not in ends.partly + ends.unknown
    assert agreeing["hartsea_2024"].ends == module.Ends((), (), ())


def test_inspections_on_different_days_share_one_process_where_the_same_rules_are_in_force(
    models: dict[str, Checked], worker: type[FakeWorker]
) -> None:
    worker.fault = DurableRulesError("it stopped")
    dates = {models[name].inspection.on for name in ("hartsea_2024", "eastmere_2024", "ashmere_2024")}
    with SecondOpinions() as opinions:
        for name in ("hartsea_2024", "eastmere_2024", "ashmere_2024"):
            refusal(opinions, models[name])
        assert (len(dates), worker.started) == (3, 1)
    assert worker.closed == 1


def test_rule_sets_asked_about_long_ago_give_way(
    models: dict[str, Checked], worker: type[FakeWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.fault = DurableRulesError("it stopped")
    monkeypatch.setattr(module, "MOST_RULE_SETS", 1)
    with SecondOpinions() as opinions:
        for name in ("hartsea_2024", "trafford_2019", "hartsea_2024"):
            refusal(opinions, models[name])
        assert (worker.started, worker.closed) == (3, 2)
    assert worker.closed == 3


# --- not agreeing -------------------------------------------------------------------------------------


@needs_durable_rules
@pytest.mark.parametrize(
    ("change", "subject", "ours", "theirs"),
    [
        ({"reach": (0, 0)}, "proposal of leaders", "good", "inadequate"),
        ({"reach": (0, 2)}, "proposal of leaders", "good", "none"),
        ({"reach": (0, 2)}, "reach of leaders", "good", "inadequate, requires_improvement, good"),
        ({"provisional": None}, "provisional grade of leaders", "good", "none"),
        (
            {"permitted": None},
            "permitted range of leaders",
            "inadequate, requires_improvement, good, outstanding",
            "none",
        ),
        ({"conflict": Conflict.POSSIBLE}, "conflict of leaders", "no", "possible"),
    ],
)
def test_whatever_differs_of_an_area_is_found(models, agreeing, change, subject, ours, theirs) -> None:
    checked = models["hartsea_2024"]

    def other(found: Derivation) -> Derivation:
        return replace(found, areas={**found.areas, "leaders": replace(found.areas["leaders"], **change)})

    opinion = planted(agreeing["hartsea_2024"], checked, other)
    assert not opinion.agrees
    assert (subject, ours, theirs) in {(one.subject, one.ours, one.theirs) for one in opinion.differences}
    assert {one.area for one in opinion.differences} == {"leaders"}


@needs_durable_rules
def test_rules_that_part_are_found_where_they_stand(models, agreeing) -> None:
    checked = models["hartsea_2024"]

    def other(found: Derivation) -> Derivation:
        kept = tuple(rule for rule in found.fired if rule not in ("LD6", "SF1"))
        return replace(found, fired=kept, undecided=("SF1",))

    opinion = planted(agreeing["hartsea_2024"], checked, other)
    assert [(one.area, one.words) for one in opinion.differences] == [
        ("leaders", "rule LD6: the interpreter says fired, durable-rules says did not fire"),
        (ELSEWHERE, "rule SF1: the interpreter says fired, durable-rules says undecided"),
    ]
    tables = side_by_side(checked.trace, opinion.derivation)
    assert list(tables) == ["leaders", ELSEWHERE]
    assert [row.subject for row in tables["leaders"]][-2:] == ["rules that fired", "rules undecided"]
    assert [row.same for row in tables["leaders"]] == [True] * 6 + [False, True]
    fired, undecided = tables[ELSEWHERE]
    assert "SF1" in fired.ours.split(", ") and "SF1" not in fired.theirs.split(", ")
    assert (undecided.ours, undecided.theirs) == ("none", "SF1")
    said = words_of(second_opinions([Heard(checked, opinion)]))
    assert "Findings outside the areas" in said
    assert "Rules undecided | none | SF1 | differs" in said


@needs_durable_rules
def test_a_kept_disagreement_holds_the_record_and_both_derivations(models, agreeing) -> None:
    checked = models["trafford_2019"]
    opinion = planted(agreeing["trafford_2019"], checked, lambda found: replace(found, fired=()))
    kept = json.loads(disagreement(checked, opinion))
    assert next(iter(kept)) == "schema" and kept["schema"] == "evenhand/disagreement/1"
    assert kept["record"] == json.loads(evenhand.make_record(checked))
    assert (kept["interpreter"]["fired"], kept["durable_rules"]["fired"]) == (["OV2", "OV3", "NI2"], [])
    assert kept["second_opinion"] == opinion_json(opinion)
    assert kept["second_opinion"]["differences"][0]["area"] == "overall"


# --- in English ---------------------------------------------------------------------------------------


@needs_durable_rules
def test_several_are_summed_up(models, agreeing) -> None:
    heard = [
        Heard(models["hartsea_2024"], agreeing["hartsea_2024"]),
        Heard(models["eastmere_2024"], agreeing["eastmere_2024"]),
        Heard(models["trafford_2019"], None),
    ]
    said = words_of(second_opinions(heard))
    assert "comes to the same for 2 of 3 inspections, in every rule and area." in said
    assert "There is no second opinion on trafford-2019: evenhand itself failed." in said
    assert "Under ilacs@2023: it decided 149 of 149 conditions (100%) itself." in said
    assert "2 values partly known, or counted from cases with gaps, each as its two bounds" in said
    assert "Under ilacs@2018" not in said


@needs_durable_rules
def test_where_nothing_was_worked_out_first_that_is_said(models, agreeing) -> None:
    said = words_of(second_opinions([Heard(models["trafford_2019"], agreeing["trafford_2019"])]))
    assert "It decided 8 of 8 conditions (100%) itself. Nothing was worked out before it was asked." in said


# --- what is in the way -------------------------------------------------------------------------------


def test_what_is_missing_is_looked_for_once(models, worker) -> None:
    worker.fault_at_start = NotInstalledError("No module named 'durable_rules_engine'")
    with SecondOpinions() as opinions:
        told = [refusal(opinions, models[name]) for name in ("hartsea_2024", "trafford_2019")]
    assert told == [[("B401", "durable-rules cannot be loaded: it is not installed")]] * 2
    assert worker.started == 1


@pytest.mark.parametrize("python", [(3, 11), (3, 12)])
def test_what_is_not_installed_is_installed_with_a_compiler(python) -> None:
    hint = module.missing(NotInstalledError("No module named 'durable_rules_engine'"), python).hint
    assert hint == (
        "pip install durable-rules==2.0.28 (it needs a C compiler and Python's headers; on Debian: "
        "apt-get install gcc libc6-dev python3-dev)"
    )


def test_what_cannot_be_loaded_is_built_afresh() -> None:
    told = module.missing(NotInstalledError("undefined symbol: PyEval_CallObject"), (3, 11))
    assert told.message == "durable-rules cannot be loaded: undefined symbol: PyEval_CallObject"
    assert told.hint is not None
    assert told.hint.startswith("pip install --force-reinstall --no-cache-dir --no-binary durable-rules ")


@pytest.mark.parametrize("fault", ["No module named 'durable_rules_engine'", "undefined symbol"])
def test_on_python_3_13_it_is_built_with_a_flag_and_without_the_wheel_that_pip_kept(fault) -> None:
    hint = module.missing(NotInstalledError(fault), (3, 13)).hint
    assert hint is not None
    assert hint.startswith(
        "CPPFLAGS='-DPyEval_CallObject=PyObject_CallObject' pip install --force-reinstall --no-cache-dir "
        "--no-binary durable-rules durable-rules==2.0.28 ("
    )


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            WorkerLostError("it ended by SIGSEGV"),
            ("B403", "durable-rules was lost while it was asked about `hartsea-2024`: it ended by SIGSEGV"),
        ),
        (
            TooLargeError("its shares have too many digits"),
            ("B404", "durable-rules cannot be asked about `hartsea-2024`: its shares have too many digits"),
        ),
    ],
)
def test_what_goes_wrong_with_one_inspection_is_told_at_its_file(models, worker, fault, told) -> None:
    worker.fault = fault
    with SecondOpinions() as opinions:
        assert refusal(opinions, models["hartsea_2024"]) == [told]
        with pytest.raises(InvalidInput) as refused:
            opinions.ask(models["hartsea_2024"])
    (problem,) = refused.value.diagnostics
    assert problem.span is not None and problem.span.file.endswith("hartsea_2024.yaml")
    assert problem.hint is not None
    assert "he proposals stand: they are worked out without durable-rules" in problem.hint


@pytest.mark.parametrize(("fault", "tries"), [(WorkerHungError, 1), (WorkerLostError, 2)])
def test_rules_that_cannot_be_loaded_are_not_tried_for_every_inspection(models, worker, fault, tries) -> None:
    worker.fault_at_start = fault("it did not answer within 20 seconds")
    with SecondOpinions() as opinions:
        told = [refusal(opinions, models[name]) for name in ("hartsea_2024", "eastmere_2024")]
    message = (
        "durable-rules was lost while it was asked about `ilacs@2023`: it did not answer within 20 seconds"
    )
    assert told == [[("B403", message)]] * 2
    assert worker.started == tries


@needs_durable_rules
def test_the_process_ends_with_the_last_question(models) -> None:
    with SecondOpinions() as opinions:
        opinions.ask(models["trafford_2019"])
        ((loaded),) = opinions._loaded.values()
        assert isinstance(loaded, module._Loaded) and isinstance(loaded.worker, Worker)
        process = loaded.worker.process
        assert process is not None and process.poll() is None
    assert process.poll() is not None
