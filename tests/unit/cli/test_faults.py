"""How a command that fails ends."""

from __future__ import annotations

import pytest

from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.faults import status_of_failure
from evenhand.diagnostics import InvalidInput


def test_each_failure_has_its_exit_status() -> None:
    assert status_of_failure(KeyboardInterrupt()) is ExitStatus.INTERRUPTED
    assert status_of_failure(InvalidInput([])) is ExitStatus.INVALID_INPUT
    assert status_of_failure(KeyError("x")) is ExitStatus.OUR_FAULT


def test_what_is_not_ours_to_handle_is_raised_again() -> None:
    with pytest.raises(SystemExit) as raised:
        status_of_failure(SystemExit(7))
    assert raised.value.code == 7
