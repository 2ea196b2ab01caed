# One verb for each thing a developer does. `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin

# Every version is pinned, also of what builds a distribution from source; pip reads both from the environment.
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint types coverage docs goldens bench wheel ci clean

help: ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.developer: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(VENV)/.installed ## install, and check the published first patient
	@$(BIN)/posology check examples/first-patient.yaml --protocol allorx-first-patient --as-of 2026-11-20

test: $(VENV)/.developer ## install what the tests need, and run them all
	$(BIN)/python -m pytest

lint: $(VENV)/.developer ## ruff, every rule, and its formatter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developer ## mypy and pyright, both strict
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

coverage: $(VENV)/.developer ## branches of the engine that the tests take; fails under the floor in pyproject.toml
	$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered

docs: $(VENV)/.developer ## write the generated pages and the outputs in documents anew; read the diff before you commit it
	$(BIN)/python -m tests.docs.pages
	$(BIN)/python -m tests.docs.figures

goldens: $(VENV)/.developer ## record the golden outputs anew; read the diff before you commit it
	$(BIN)/python -m pytest -n 0 tests/golden --accept-goldens

bench: $(VENV)/.developer ## measure, as ratios in one run, and write benchmarks/RESULTS.md
	$(BIN)/python -m pip install --quiet '.[bench]'
	$(BIN)/python -m benchmarks.run

wheel: $(VENV)/.developer ## build the wheel and run the tests once against it, installed
	.ci/wheel $(BIN)/python

ci: ## everything that a change must pass, in a fresh virtual environment
	.ci/run

clean: ## remove what was installed and cached
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
