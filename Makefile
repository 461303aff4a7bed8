# GGSN. `make run` shows the site, `make test` tests it; `make help` lists the rest.
# Needs Python 3.11 or newer, git and make. Everything else is installed into .venv from uv.lock.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
MANAGE := $(BIN)/python manage.py

.PHONY: help run test test-sqlite test-postgres check demo messages benchmark benchmark-desk benchmark-flood benchmark-memory benchmark-translating faults browser shots clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run: $(VENV)/installed ## install, load the demo site, serve it: make run PORT=8123
	@GGSN_DEMO=1 GGSN_BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/python site/serve.py $(PORT)

test: test-sqlite test-postgres ## all tests, on SQLite and on PostgreSQL (DATABASE_URL, or one that is started for it)

test-sqlite: $(VENV)/installed
	$(BIN)/python -m pytest -n auto

test-postgres: $(VENV)/installed
	$(BIN)/python tests/postgres.py $(BIN)/python -m pytest -n auto

check: $(VENV)/installed ## lint, format, types, migrations, catalogues, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) messages --check

demo: $(VENV)/installed ## load the demo site into the database of the environment
	$(MANAGE) prepare
	GGSN_DEMO=1 $(MANAGE) load_demo

messages: $(VENV)/installed ## bring the catalogues in locale/ up to date with the code (needs gettext)
	$(MANAGE) messages

benchmark: $(VENV)/installed ## time the library and the search at 20,000 guides: make benchmark UDHR=udhr.json
	$(BIN)/python -m tests.benchmark "$(UDHR)"
	$(BIN)/python tests/postgres.py $(BIN)/python -m tests.benchmark "$(UDHR)"

benchmark-desk: $(VENV)/installed ## time the translation desk at 5,000 works in 20 languages
	$(BIN)/python -m tests.benchmark.desk
	$(BIN)/python tests/postgres.py $(BIN)/python -m tests.benchmark.desk

benchmark-flood: $(VENV)/installed ## send 1,000 stories through the form, then time the queue and the site
	$(BIN)/python -m tests.benchmark.flood
	$(BIN)/python tests/postgres.py $(BIN)/python -m tests.benchmark.flood

benchmark-memory: $(VENV)/installed ## time the translation memory among 100,000 texts
	$(BIN)/python -m tests.benchmark.memory
	$(BIN)/python tests/postgres.py $(BIN)/python -m tests.benchmark.memory

benchmark-translating: $(VENV)/installed ## time submitting, updating and publishing translations at 100 to 5,000 works
	$(BIN)/python -m tests.benchmark.translating
	$(BIN)/python tests/postgres.py $(BIN)/python -m tests.benchmark.translating

faults: $(VENV)/installed ## the tests that kill processes, fill the disk and stop the database, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -m faults -n 2 --dist loadgroup tests/faults

browser: $(VENV)/installed ## the tests that need Java or Chromium: EPUB, the main job, accessibility, weight, validity
	@tests/browser/install.sh
	$(BIN)/python -m pytest -m browser tests/library/takeaway
	$(BIN)/python -m pytest -m browser tests/browser

shots: $(VENV)/installed ## make the screenshots of docs/ anew
	@tests/browser/install.sh
	$(BIN)/python -m pytest -m shots tests/browser/shots.py

clean: ## forget the environment and the demo site
	rm -rf $(VENV) var

# The environment is made without pip, which a bare Debian does not have; uv comes from the lock file.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "GGSN needs Python 3.11 or newer; name it: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@$(BIN)/python .ci/install_uv.py $(VENV)

$(VENV)/installed: uv.lock pyproject.toml | $(UV)
	@echo "Installing the locked dependencies …"
	@$(UV) sync --locked --quiet --inexact
	@touch $@
