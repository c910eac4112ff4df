# The commands of this house; `make` alone lists them. Each sets up what it needs in .venv.

# The system's own Python where it will do, since distributions build theirs to be quick: it takes
# two thirds of the time of one that was compiled as the sources come.
IS_RIGHT = import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,/usr/bin/python3 python3 python3.11 python3.12 python3.13,\
	$(shell $(name) -c '$(IS_RIGHT)' 2>/dev/null && echo $(name))))
BIN := .venv/bin
RUNTIME := .venv/.runtime-is-installed
DEV := .venv/.dev-is-installed
STATIC := var/static/.is-collected
ROOMS := portal recommendations consultations organisations vocabulary catalogue search ledger
STATIC_SOURCES := $(shell find static $(wildcard $(ROOMS:=/static)) -type f)
TEMPLATES := $(wildcard templates $(ROOMS:=/templates))
PYTEST = $(BIN)/python -m $(if $(COVERAGE),coverage run -m )pytest
ON_ALL_CORES := --numprocesses auto --dist worksteal
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Settings like those of a real installation, for the checks that look at settings only.
DEPLOYED = DEBUG=0 DEMO=0 SECRET_KEY=stands-in-for-fifty-random-characters-0123456789-while-checking \
	ALLOWED_HOSTS=plenary.example.org PUBLIC_URL=https://plenary.example.org DATABASE_URL=sqlite://:memory: \
	REDIS_URL=redis://127.0.0.1:6379/0 EMAIL_URL=smtp+tls://user:password@mail.example.org:587 TRUSTED_PROXIES=1

# What is compiled once need not be compiled by every command and every worker of the tests again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-postgresql hold exhaustive faults mutations journeys bench release coverage check lint imports types deployable migrations audit messages format clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 24

run: $(RUNTIME) $(STATIC) ## serve the demo on http://127.0.0.1:8000 (HOST and PORT change it)
	@exec $(BIN)/python scripts/run.py

test: export DATABASE_URL = sqlite://:memory:
test: $(DEV) $(STATIC) ## run the suite on SQLite
	$(PYTEST) $(ON_ALL_CORES) $(ARGS)

test-postgresql: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/test
test-postgresql: $(DEV) $(STATIC) ## run the suite on PostgreSQL (DATABASE_URL changes which)
	$(PYTEST) $(ON_ALL_CORES) $(ARGS)

hold: $(DEV) $(STATIC) ## run the tests that take long or start programs (DATABASE_URL changes where)
	$(PYTEST) -m "hold and not exhaustive" -o faulthandler_timeout=0 $(ON_ALL_CORES) $(ARGS)

exhaustive: $(DEV) $(STATIC) ## send odd values through each field of each form in turn (DATABASE_URL changes where)
	$(PYTEST) -m exhaustive -o faulthandler_timeout=0 $(ON_ALL_CORES) $(ARGS)

faults: $(DEV) $(STATIC) ## kill, stop, freeze and fill what it stands on, at full length (DATABASE_URL changes where)
	$(PYTEST) tests/faults -m "hold or exhaustive" -o faulthandler_timeout=0 -s $(ARGS)

mutations: $(DEV) ## break the code in named ways and see that the tests notice each (ARGS: words of some names)
	$(BIN)/python scripts/mutate.py $(ARGS)

journeys: export DATABASE_URL = sqlite://:memory:
journeys: $(DEV) $(STATIC) ## run the journeys in a browser (CHROMIUM says which; SCREENSHOTS, where pictures of the pages go)
	$(PYTEST) tests/journeys $(ON_ALL_CORES) --dist loadgroup $(ARGS)

bench: $(DEV) $(STATIC) ## measure how long pages take beside a floor (BENCH_DATABASE: on a PostgreSQL server)
	$(BIN)/python bench/measure.py $(ARGS)

release: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/test
release: $(DEV) ## keep the database of this release, to try upgrades from it (DATABASE_URL: a PostgreSQL server)
	$(BIN)/python scripts/release.py

coverage: $(DEV) ## combine what `make test COVERAGE=1` and its like measured, and judge it
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --fail-under=100

check: lint imports types deployable migrations ## everything that is checked without running the suite

lint: $(DEV) ## format and lint of Python, templates and the Dockerfile
	$(BIN)/python -m ruff format --check --output-format concise .
	$(BIN)/python -m ruff check --output-format concise .
	find $(TEMPLATES) -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)
	$(BIN)/hadolint deploy/Dockerfile

imports: $(DEV) ## imports go one way only
	$(BIN)/lint-imports --no-logo

types: $(DEV) ## types
	$(BIN)/python -m mypy

deployable: $(RUNTIME) ## the settings of a real installation draw no warning
	$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING

migrations: $(RUNTIME) ## the models and their migrations agree
	$(DEPLOYED) $(BIN)/python manage.py makemigrations --check --dry-run

# What can't be asked about counts as a finding: without the network nothing is known.
audit: $(DEV) ## ask PyPI for known vulnerabilities in all that is installed (needs the network)
	$(BIN)/python -m pip_audit --local --strict --progress-spinner off

messages: $(DEV) ## gather what is to be translated, and compile what is (needs GNU gettext)
	$(BIN)/python manage.py makemessages --all --no-location --no-wrap --ignore var --ignore tests
	$(BIN)/python manage.py compilemessages --ignore .venv

format: $(DEV) ## mend format and lint where a tool can
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .
	-find $(TEMPLATES) -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +
	-$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

clean: ## remove what these commands made, the demo's database with it
	rm -rf .venv var .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (apt install python3-venv); PYTHON=… names one."; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@ $(RUNTIME)

$(STATIC): requirements.txt config/settings.py $(STATIC_SOURCES) | $(RUNTIME)
	DEMO=1 $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
