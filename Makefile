# Daylight in a few words. `make run` is all a newcomer needs; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# A Python of 3.11 or newer; any of these will do.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
JOBS ?= 2

.PHONY: help install run worker demo test test-services check fix messages migrations bench clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

# --- trying it -----------------------------------------------------------------------------

run: $(VENV)/run.stamp var/ready.stamp ## Run Daylight here: web, worker, clock; the first time with a demo company
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) serve $(if $(PORT),--port $(PORT))

var/ready.stamp: $(VENV)/run.stamp var/static.stamp
	@.ci/prepare-demo $(BIN)
	@touch $@

# Hashed and compressed static files, and the interface's words: made again when a source changes.
STATIC := $(shell find lms/static locales -type f -not -name '*.mo' 2>/dev/null)
var/static.stamp: $(VENV)/run.stamp $(STATIC)
	@mkdir -p var
	@$(MAKE) words
	@echo "Gathering styles, fonts and pictures …"
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

.PHONY: words
words: $(VENV)/run.stamp
	@$(BIN)/python manage.py compile_words

worker: $(VENV)/run.stamp ## Run only a worker, for an installation with a broker
	@$(BIN)/celery --app lms worker --loglevel INFO

demo: $(VENV)/run.stamp words ## Load the starter curriculum and the demo company where they lack, and list the log-ins
	@.ci/prepare-demo $(BIN)
	@$(MANAGE) demo

# --- setting up ----------------------------------------------------------------------------

install: $(VENV)/dev.stamp ## Set up everything for developing

$(VENV)/run.stamp: requirements/run.txt
	@.ci/install run "$(PYTHON)" $(VENV)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt requirements/run.txt $(VENV)/run.stamp
	@.ci/install dev "$(PYTHON)" $(VENV)
	@touch $@

# --- developing ----------------------------------------------------------------------------

test: $(VENV)/dev.stamp words ## Run all tests on SQLite
	@$(BIN)/pytest -n $(JOBS) --dist worksteal

test-services: $(VENV)/dev.stamp words ## Run the same tests on PostgreSQL and Redis of this machine
	@DJANGO_SETTINGS_MODULE=tests.services_settings $(BIN)/pytest -n $(JOBS) --dist worksteal

HTML = $(shell git ls-files --cached --others --exclude-standard 'lms/templates/*.html')

check: $(VENV)/dev.stamp words ## Check style, types, layers, templates, migrations, settings, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	@echo "djhtml and djade --check lms/templates"
	@$(BIN)/djhtml --check $(HTML)
	@$(BIN)/djade --target-version 5.2 --check $(HTML)
	$(MANAGE) makemigrations --check --dry-run
	set -a; . .ci/production.env; set +a; \
		DJANGO_SETTINGS_MODULE=lms.settings.production $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/pytest -q -p no:randomly tests/test_consistency.py

fix: $(VENV)/dev.stamp ## Mend what can be mended by machine
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	@$(BIN)/djhtml $(HTML) || true # it fails when it has mended something
	@$(BIN)/djade --target-version 5.2 $(HTML) || true

messages: $(VENV)/dev.stamp ## Gather the interface's words into locales/, and make the pseudo-locales
	@command -v xgettext >/dev/null || .ci/debian gettext
	$(MANAGE) makemessages --no-obsolete --no-location -l en -l es -l ar -l bn -l my
	$(MANAGE) pseudolocales
	@$(MAKE) words

migrations: $(VENV)/dev.stamp ## Write migrations: make migrations APP=courses NAME=add_due_on_to_enrolment
	@test -n "$(APP)" -a -n "$(NAME)" || { echo "Say APP=… NAME=… (named for what it does)"; exit 2; }
	$(MANAGE) makemigrations $(APP) --name $(NAME)

bench: $(VENV)/dev.stamp words ## Measure what pages, exports and memory cost
	@$(BIN)/python -m tests.bench

clean: ## Throw away what was made (not the database)
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/static var/static.stamp var/tests
