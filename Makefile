# PORT is where `make run` listens; PYTHON makes the virtual environment; ARGS goes to pytest.
PORT ?= 8000
PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
NO_SERVERS := env -u DATABASE_URL -u PLAIN_HTTP

.PHONY: help run test check fix stop lock
.DELETE_ON_ERROR:

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-6s %s\n' "$$name" "$$what"; done

run: .venv/run.stamp ## everything on http://127.0.0.1:8000 (or PORT=...), with example data; Ctrl-C ends it
	@PLAIN_HTTP=1 $(BIN)/python manage.py up --port '$(PORT)'

test: .venv/dev.stamp ## all tests (ARGS='-k token' for some)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: .venv/dev.stamp ## format, lint, types, storeys, migrations, deployment checks; changes nothing
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary .
	$(BIN)/lint-imports --no-logo
	cd clients/python/src && $(CURDIR)/$(BIN)/lint-imports --no-logo --no-cache --config ../pyproject.toml
	$(NO_SERVERS) $(BIN)/python -W 'ignore:Got an error checking a consistent migration history' manage.py makemigrations --check --dry-run
	$(NO_SERVERS) $(BIN)/python manage.py check --deploy --fail-level WARNING

fix: .venv/dev.stamp ## format, and repair what the linter can
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

stop: ## whatever is left of `make run`; the data stays
	@test ! -x $(BIN)/python || PLAIN_HTTP=1 $(BIN)/python manage.py down

lock: .venv/dev.stamp ## both lock files anew from requirements*.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q requirements-dev.txt -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header -q requirements.txt -c requirements-dev.lock -o requirements.lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Pledgekeeper needs Python 3.11 or newer; name one with: make PYTHON=python3.11 $(MAKECMDGOALS)'; exit 1; }
	@$(PYTHON) -m venv .venv

# One environment for both: what the checks and tests need contains what the product needs.
.venv/run.stamp: requirements.lock | .venv/bin/python
	@test .venv/dev.stamp -nt requirements.lock || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
