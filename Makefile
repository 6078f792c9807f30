# Every command a contributor needs. What a command needs installed, it installs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
SERVE := 1
PORT := 8000
# Tests run by two processes, a file in one of them: what a file sets up (a browser, a server) is set up once.
TESTS := -q -n 2 --dist loadfile
RUNTIME := $(VENV)/.installed
TOOLS := $(VENV)/.installed-tools
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup demo test test-database check bench deep lock format clean

setup: $(RUNTIME)

$(RUNTIME): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Clew needs Python 3.11 or newer; $(PYTHON) is older. Name one: make PYTHON=python3.12 setup"; exit 1; }
	@echo "Building $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --require-hashes --no-deps -r requirements.lock
	@$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(TOOLS): requirements-dev.lock $(RUNTIME)
	@echo "Installing the tools for tests and checks (once; a few minutes) ..."
	@$(INSTALL) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# SERVE=0 stops before serving; PORT says where.
demo: setup
	$(BIN)/python -m clew.cli.demonstration.demo $(DEMO)
ifneq ($(SERVE),0)
	@$(BIN)/clew --data $(DEMO)/clew-data serve --port $(PORT) || test $$? -eq 130
endif

test: $(TOOLS)
	$(BIN)/python -m pytest $(TESTS)

# What touches the database, on the one that DATABASE_URL names: .ci/postgresql make test-database
test-database: $(TOOLS)
	$(BIN)/python -m pytest $(TESTS) -m database tests

check: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(TESTS) -p no:randomly tests/rules src

bench: $(TOOLS)
	$(BIN)/python benchmarks/run.py

deep: $(TOOLS)
	$(BIN)/python -m pytest -q -m deep

lock: $(TOOLS)
	$(BIN)/uv pip compile $(LOCK) --extra build --extra server pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --extra dev pyproject.toml -o requirements-dev.lock
LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

format: $(TOOLS)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
