# One verb for each thing a developer does. `make` alone lists them.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint types docs goldens bench clean

help: ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(VENV)/.installed ## install, and check the published first patient
	$(BIN)/posology check examples/first-patient.yaml --protocol allorx-first-patient --as-of 2026-11-20

test: $(VENV)/.developer ## install what the tests need, and run them all
	$(BIN)/python -m pytest

lint: $(VENV)/.developer ## ruff, every rule, and its formatter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developer ## mypy and pyright, both strict
	$(BIN)/mypy
	$(BIN)/pyright

docs: $(VENV)/.developer ## write the generated pages anew
	$(BIN)/python -m docs_pages

goldens: $(VENV)/.developer ## record the golden outputs anew; read the diff before you commit it
	$(BIN)/python -m pytest -n 0 tests/golden --accept-goldens

bench: $(VENV)/.developer ## measure, as ratios in one run, and write benchmarks/RESULTS.md
	$(BIN)/python -m pip install --quiet --constraint constraints.txt '.[bench]'
	$(BIN)/python benchmarks/run.py

clean: ## remove what was installed and cached
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
