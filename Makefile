# Everything a fresh machine with git, make and Python 3.11 needs is prepared by these targets.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ITEMS ?= 200000
YEAR_ITEMS ?= 2000
# A process of tests for each core; each starts a database server of its own.
WORKERS ?= logical
AUDIT_OPTIONS ?=

# As root, PostgreSQL runs as a user of its own, who must be able to reach its data. In a
# private working folder it cannot, so the data then live where a system service keeps them.
export TRACKER_HOME ?= $(shell sh tools/home.sh)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint audit simulation bench screenshots lock clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 13

setup: $(READY) ## Prepare .venv, so that .venv/bin/tracker is the program

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

run: setup ## Run web, API and scheduler with the sample data; prints the address
	$(BIN)/tracker demo

test: setup lint audit ## Run every check and test
	$(BIN)/python tools/browser.py
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal

lint: setup ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: setup ## Look for known vulnerabilities of what is pinned, where advisories can be had
	$(BIN)/python tools/audit.py requirements.lock $(AUDIT_OPTIONS)

simulation: setup ## Live through a year of 2,000 items (YEAR_ITEMS=2000), killed and cut off; some 20 minutes
	SIMULATION_ITEMS=$(YEAR_ITEMS) $(BIN)/python -m pytest tests/simulation -s

bench: setup ## Measure (ITEMS=200000); prints ratios to baselines of the same run
	$(BIN)/python -m benchmarks --items $(ITEMS)

screenshots: setup ## Take the pictures of docs/screenshots anew
	$(BIN)/python tools/browser.py
	$(BIN)/python -m tools.screenshots

lock: setup ## Pin the newest allowed dependencies anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock

clean: ## Remove what was prepared; the data in TRACKER_HOME stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
