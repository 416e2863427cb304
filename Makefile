# Every target prepares what it needs; Python 3.11 or newer, make and a shell are enough to start with.
#   make run · make test · make check · make bench [FULL=1] · make schema · make format

.DEFAULT_GOAL := help
.PHONY: help run test test-python test-frontend check bench schema format frontend browser dev clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := .venv/bin
PYTHON := $(BIN)/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet install --require-hashes
NPM := npm --prefix frontend --loglevel error --no-audit --no-fund --no-update-notifier
export PATH := $(CURDIR)/$(BIN):$(PATH)

help:
	@sed -n '1,2s/^# *//p' Makefile

run: $(BIN)/.run frontend/dist/index.html
	@exec $(PYTHON) manage.py run

test: test-python test-frontend

test-python: dev browser frontend/dist/index.html
	$(PYTHON) -m pytest --numprocesses auto --dist loadgroup $(PYTEST)

test-frontend: frontend/node_modules/.stamp
	$(NPM) test

check: dev frontend/node_modules/.stamp
	ruff format --check .
	ruff check .
	mypy .
	lint-imports
	$(PYTHON) manage.py check
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(NPM) run check
	@mkdir -p .cache
	$(PYTHON) manage.py spectacular --format openapi-json --validate --fail-on-warn --file .cache/schema.json
	diff -u frontend/src/api/schema.json .cache/schema.json || { echo "The API's schema has changed: run 'make schema'."; exit 1; }
	$(NPM) run schema:check

bench: dev
	$(PYTHON) -m bench all $(if $(FULL),--full)

schema: dev frontend/node_modules/.stamp
	$(PYTHON) manage.py spectacular --format openapi-json --validate --fail-on-warn --file frontend/src/api/schema.json
	$(NPM) run schema

format: dev
	ruff format .
	ruff check --fix .

frontend: frontend/dist/index.html

dev: $(BIN)/.dev

# --- preparation; a stamp says for which lock file it was done ---------------------------------------------------------

$(PYTHON):
	@for candidate in python3.11 python3.12 python3.13 python3.14 python3; do \
	  if command -v $$candidate >/dev/null && $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	    echo "Making a virtual environment with $$($$candidate --version) …"; exec $$candidate -m venv .venv; \
	  fi; \
	done; echo "Python 3.11 or newer is needed and was not found."; exit 1

$(BIN)/.run: requirements.lock requirements-build.lock | $(PYTHON)
	@echo "Installing the Python packages, and Node.js for the front end …"
	@$(PIP) --requirement requirements.lock --requirement requirements-build.lock
	@touch $@

$(BIN)/.dev: requirements-dev.lock | $(PYTHON)
	@echo "Installing the packages for development …"
	@$(PIP) --requirement requirements-dev.lock
	@touch $@ $(BIN)/.run

# Any stamp will do: both bring Node.js.
$(BIN)/npm: | $(PYTHON)
	@test -x $@ || $(MAKE) $(BIN)/.run

frontend/node_modules/.stamp: frontend/package-lock.json | $(BIN)/npm
	@echo "Installing the front end's packages …"
	@$(NPM) ci
	@touch $@

FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/package.json frontend/*.ts frontend/*config* -type f 2>/dev/null)

frontend/dist/index.html: $(FRONTEND_SOURCES) frontend/node_modules/.stamp
	@echo "Building the front end …"
	@$(NPM) run --silent build -- --logLevel warn
	@$(PYTHON) -m whitenoise.compress --quiet frontend/dist
	@touch $@

browser: dev
	@sh scripts/browser.sh

clean:
	rm -rf .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache frontend/dist frontend/node_modules
