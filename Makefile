# Call notes: `make demo` shows the product, `make test` proves it; both install what they need first.
#
# Needs Python 3.11, 3.12 or 3.13 and make, nothing else. Everything lands in .venv; a second run installs
# nothing and needs no network. Another Python: make demo PYTHON=python3.12

PYTHON ?= python3
PYTEST_ARGS ?=
WORKERS ?= 2
KILLS ?= 2000
CALLS ?= 200
UPGRADE ?=
TORCH ?= torch==2.13.0

# A file of tests runs in one process, so that what its tests share is made once; in order, so that no long
# file is left for the end.
SPREAD := --dist loadfile --no-loadscope-reorder

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
ROOMS := api callnotes crm_sync evals exchange extractor lifecycle models pipeline storage text transcriber

# uv keeps its cache in the home folder; where there is none to write to, it keeps it beside the packages.
USABLE_HOME := $(shell test -n "$$HOME" && test -d "$$HOME" && test -w "$$HOME" && echo yes)
ifneq ($(USABLE_HOME),yes)
export UV_CACHE_DIR ?= $(CURDIR)/$(VENV)/.uv-cache
endif
# A machine that keeps its own list of trusted certificates means it for uv, too.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/pki/tls/certs/ca-bundle.crt),)
export UV_SYSTEM_CERTS ?= 1
endif
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

INSTALL := $(UV) pip install --python $(BIN)/python --require-hashes
say = @printf '\n== %s\n' "$(1)"

.PHONY: help demo test check diarize format lint types imports soak screenshots translations lock wheels clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

help: ## list what there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 13

demo: $(VENV)/.demo $(VENV)/.project ## install, then take the sample call through every step
	$(call say,The sample call)
	@$(BIN)/callnotes demo

test: $(VENV)/.dev $(VENV)/.project ## install, then run the tests
	$(call say,The tests)
	@$(BIN)/python -m pytest -n $(WORKERS) $(SPREAD) $(PYTEST_ARGS)

check: $(VENV)/.dev $(VENV)/.project ## format, lint, types, imports, tests
	$(call say,Format)
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory lint types imports test

format: $(VENV)/.dev ## rewrite the code in its one form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(VENV)/.dev ## every rule of ruff but those with a reason
	$(call say,Lint)
	@$(BIN)/ruff check .

types: $(VENV)/.dev ## mypy, strict
	$(call say,Types)
	@$(BIN)/mypy --num-workers $(WORKERS)

imports: $(VENV)/.dev ## rooms know only the rooms below them
	$(call say,Imports)
	@$(BIN)/lint-imports --no-logo

soak: $(VENV)/.dev $(VENV)/.project ## the long versions of tests; hours
	$(call say,The long tests)
	@$(BIN)/python -m pytest -n $(WORKERS) -m soak --timeout 0 $(PYTEST_ARGS)
	$(call say,Thousands of kills)
	@$(BIN)/python -m tests.journeys.soak --kills $(KILLS)
	$(call say,Thousands of calls at the pace of the smallest account of HubSpot)
	@$(BIN)/python -m tests.journeys.at_the_limit --calls 5000
	$(call say,Five thousand files dropped at once and six thousand hooks in a minute)
	@$(BIN)/python -m tests.journeys.storm_of_arrivals --limit 1800
	$(call say,Pages with a hundred thousand calls and a million items)
	@$(BIN)/python -m tests.journeys.at_size
	@$(BIN)/python -m tests.journeys.at_size --database postgresql
	$(call say,Two workers in a storm)
	@$(BIN)/python -m tests.journeys.several_workers --calls $(CALLS)

diarize: $(VENV)/.demo $(VENV)/.project $(VENV)/.diarize ## install pyannote.audio as well (1.5 GB, docs/models.md)

screenshots: $(VENV)/.dev $(VENV)/.project ## every page of the desk, into var/screenshots (needs chromium)
	$(call say,Pictures of the desk)
	@$(BIN)/python -m tools.screenshots

translations: $(VENV)/.dev $(VENV)/.project ## find every text of the desk, and say which wait for a translation
	@$(BIN)/python -m tools.texts

lock: $(VENV)/.uv ## pin the dependencies anew (UPGRADE=--upgrade: at their newest)
	$(call say,The locks)
	@printf 'uv\n' | $(UV) pip compile - $(LOCKED) --no-annotate -o requirements-uv.lock
	@$(UV) pip compile pyproject.toml --extra demo --extra build $(LOCKED) -o requirements.lock
	@$(UV) pip compile pyproject.toml --extra demo --extra build --extra dev -c requirements.lock $(LOCKED) -o requirements-dev.lock
LOCKED = $(UPGRADE) --quiet --python-version 3.11 --generate-hashes --universal --no-header

wheels: $(VENV)/.uv ## every locked package has a wheel on each Python we support
	$(call say,The wheels)
	@for version in 3.11 3.12 3.13; do \
	  $(INSTALL) --quiet --dry-run --only-binary :all: --python-version $$version --target $(VENV)/none -r requirements-dev.lock || exit 1; \
	  echo "Python $$version: all there"; \
	done

clean: ## remove what was installed and cached, never var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- how .venv comes to be: each stamp is written when its part is whole ------------------------------

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Call notes needs Python 3.11, 3.12 or 3.13, but there is no '$(PYTHON)'; name one: make demo PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "Call notes needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is another one; name one: make demo PYTHON=python3.12" >&2; exit 2; }
	$(call say,A virtual environment in $(VENV))
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "'$(PYTHON)' cannot make a virtual environment; install its venv part (on Debian: python3-venv) and try again." >&2; exit 2; }
	@touch $@

$(VENV)/.uv: requirements-uv.lock $(VENV)/.made
	$(call say,The installer: uv)
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-uv.lock
	@touch $@

$(VENV)/.demo: requirements.lock $(VENV)/.uv
	$(call say,What the product needs: about 500 MB; a minute or two)
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.uv
	$(call say,What the product and its tests need: about 700 MB; a minute or two)
	@$(INSTALL) -r requirements-dev.lock
	@touch $@ $(VENV)/.demo

# Not by a lock and not by uv: which build of torch fits this machine, pip finds by what its registry offers, and
# one that is already there is kept.
$(VENV)/.diarize: pyproject.toml | $(VENV)/.project
	$(call say,pyannote.audio and torch: about 1.5 GB; two minutes or more)
	@$(BIN)/python -m pip install --quiet '$(TORCH)'
	@$(BIN)/python -m pip install --quiet --no-build-isolation --editable '.[diarize]'
	@touch $@

# The project itself, in place. It is built by what the lock has installed, so this needs no network.
$(VENV)/.project: pyproject.toml | $(VENV)/.uv
	@test -e $(VENV)/.demo || test -e $(VENV)/.dev
	$(call say,Call notes itself)
	@$(UV) pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@
