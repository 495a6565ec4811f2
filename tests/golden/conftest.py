"""Golden tests: one folder a claim. `pytest tests/golden --rewrite-golden` writes what is told now."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what is told now into expected.txt of each bad folder; read the diff",
    )


@pytest.fixture(scope="session")
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is rewritten and not compared."""
    return bool(request.config.getoption("--rewrite-golden", default=False))
