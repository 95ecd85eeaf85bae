# Tabella. `make help` lists what can be made.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Files that are not the pinned ones are refused, wherever they come from.
PIP_INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
NO_PACKAGES = echo "Tabella's packages could not be installed; the first start needs the network."; exit 1
PYTEST := $(BIN)/python -m pytest
# Playwright brings a Node.js of its own, so that none has to be installed.
NODE = $(shell $(BIN)/python -m tests.js.node)
# Rooms whose tests touch the database; they run once more on PostgreSQL and Redis.
SCALED_TESTS := tests/board tests/voting tests/ballots tests/tally tests/election tests/deploy

.PHONY: help setup run test test-long roles check format bench chaos evil attacks words vectors pins sbom audit clean

help:  ## show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/product  ## set up and run the product: web, worker, a demonstration election
	$(BIN)/python manage.py serve

setup: $(VENV)/development  ## make the environment with everything the tests and checks need
	@sh scripts/system_packages.sh

test: setup  ## run every test: Python, JavaScript, browser, SQLite, then PostgreSQL and Redis
	$(PYTEST) -n 2 --dist loadgroup
	$(NODE) --test tests/js/*.test.js
	$(BIN)/python scripts/with_services.py $(PYTEST) -n 2 --dist loadgroup $(SCALED_TESTS)

test-long: setup  ## run the Python tests, those marked as long as well
	$(PYTEST) -n 2 --dist loadgroup --long

roles: setup  ## run the rooms' tests with each request and task in its database role
	$(BIN)/python scripts/with_services.py $(PYTEST) -p tests.played_roles tests/ballots tests/tally tests/voting

check: $(VENV)/development  ## formatting, lint, types, arrows between rooms, templates, migrations, settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

format: $(VENV)/development  ## rewrite Python and templates in the house form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint templates --reformat --quiet || true

bench: setup  ## measure, print ratios, write var/bench.json and docs/performance.md
	$(BIN)/python -m scripts.bench

chaos: setup  ## kill, break and crowd the running product while people vote; write docs/chaos.md
	$(BIN)/python -m tests.chaos --document docs/chaos.md

evil: setup  ## show every evil board to both checkers, write docs/evil-boards.md
	$(BIN)/python -m tests.evil --document docs/evil-boards.md

attacks: setup  ## try every attack, print the table, write docs/attacks.md and the public page's data
	$(BIN)/python -m tests.attacks

words: $(VENV)/development  ## bring the catalogues up to the sources and compile them (needs gettext)
	$(BIN)/python manage.py makemessages -l fr -l es -l ar -e html,py --no-wrap --no-obsolete --add-location never \
	  --ignore var --ignore tests --ignore docs --ignore stubs
	$(BIN)/python manage.py compilemessages -l fr -l es -l ar --ignore $(VENV)

vectors: $(VENV)/development  ## make the golden vectors and the worked example again
	$(BIN)/python -m scripts.make_vectors
	$(BIN)/python -m scripts.make_note_vectors
	$(BIN)/python -m scripts.worked_example

pins: $(VENV)/development  ## write the hashes of packages that have none yet, then the lists made from them
	$(BIN)/python -m scripts.pins
	$(BIN)/python -m scripts.packages

sbom: $(VENV)/development  ## list all that others made, for programs and people: docs/sbom.json, docs/licences.md
	$(BIN)/python -m scripts.packages

audit: $(VENV)/pip  ## ask a database of known weaknesses about every package, where one can be reached
	@$(BIN)/python -m scripts.audit

clean:  ## remove the environment; var/ with its elections and secret stays
	rm -rf $(VENV)

$(VENV)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Tabella needs Python 3.11: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/product: requirements.txt | $(VENV)/pip
	$(PIP_INSTALL) -r requirements.txt || { $(NO_PACKAGES); }
	@touch $@

$(VENV)/development: requirements.txt requirements-dev.txt | $(VENV)/pip
	$(PIP_INSTALL) -r requirements-dev.txt || { $(NO_PACKAGES); }
	@touch $@ $(VENV)/product
