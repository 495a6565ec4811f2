# Everything a developer or a build server does. Each target sets up what it needs in .venv and does so again
# only when pyproject.toml changes. Another Python: make test PYTHON=/path/to/python3

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
WORKERS ?= auto

fits = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	if $$python -c '$(fits)' 2>/dev/null; then echo $$python; break; fi; done)

.PHONY: help set-up demo test test-slow test-spark check bench wheel clean

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{printf "make %-10s %s\n", $$1, $$2}'

set-up: $(BIN)/pip  ## set up once more, as when there is a C compiler now
	@$(BIN)/python .ci/set_up.py
	@touch $(VENV)/.set-up-to-run

demo: $(VENV)/.set-up-to-run  ## see what evenhand does, on a model inspection
	@$(BIN)/evenhand demo

test: check  ## check the code, then run all tests but the slow ones
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not spark"

test-slow: $(VENV)/.set-up-to-test  ## run all tests but those of Spark, each property on 10,000 examples
	@EVENHAND_PROFILE=slow $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not spark"

test-spark: $(VENV)/.set-up-for-spark  ## replay on a Spark cluster that is started for it (needs Java 17)
	@$(BIN)/python -m pytest -m spark -rs tests/backends tests/benchmarks

check: $(VENV)/.set-up-to-test  ## format, lint, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.set-up-to-bench  ## measure speed beside other rule engines
	@if command -v npm >/dev/null; then npm install --silent --no-package-lock --prefix benchmarks || true; fi
	@$(BIN)/python benchmarks/run.py

wheel: $(BIN)/pip  ## build the wheel into dist/
	@$(PIP) wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean:  ## remove everything that make and the tools made
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache
	find engine tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.set-up-to-run: pyproject.toml $(BIN)/pip
	@$(BIN)/python .ci/set_up.py
	@touch $@

$(VENV)/.set-up-to-test: pyproject.toml $(BIN)/pip
	@$(BIN)/python .ci/set_up.py test
	@touch $@ $(VENV)/.set-up-to-run

$(VENV)/.set-up-for-spark: pyproject.toml $(BIN)/pip
	@if ! command -v java >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >&2; fi
	@$(BIN)/python .ci/set_up.py test spark
	@touch $@ $(VENV)/.set-up-to-test $(VENV)/.set-up-to-run

$(VENV)/.set-up-to-bench: pyproject.toml $(BIN)/pip
	@$(BIN)/python .ci/set_up.py bench
	@touch $@ $(VENV)/.set-up-to-run

# Debian keeps the part of Python that makes environments in a package of its own.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { \
		echo "evenhand needs Python 3.11, 3.12 or 3.13. Install one, or say where it is: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c '$(fits)' || { \
		echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13, which evenhand needs." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; \
		else \
			echo "$(PYTHON) cannot make an environment. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; \
			exit 1; \
		fi; }
	@$(PYTHON) -m venv $(VENV)
