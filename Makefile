# Two commands do everything on a fresh machine with Python 3.11 or newer:
#   make demo    the main job, offline, on a scratch copy of the catalog
#   make test    lint, types and tests

PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test test-all lint bench catalog clean
.DEFAULT_GOAL := help

help:             ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 20

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: $(PYTHON) is older than 3.11"; echo "  fix: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(PY) || { echo "making $(VENV) (once)"; $(PYTHON) -m venv $(VENV); }
	@$(PY) -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

demo: $(READY)    ## the main job on an embedded upstream: edits kept, report, git diff
	@$(PY) -m tests.demo

# Tests write thousands of small files: into memory, where it has two gigabytes for them.
SHM := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 {print "/dev/shm"}')
test test-all: export TMPDIR := $(or $(SHM),$(TMPDIR),/tmp)

test: lint        ## lint, types and tests (minutes)
	@$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: lint    ## everything, with hundreds of examples for each property, and what of the core no test reaches
	@MODELBOOK_HYPOTHESIS=slow $(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --cov=sync.core --cov-branch --cov-report=
	@$(PY) -m coverage report --include='sync/core/*' --fail-under=95 --skip-covered

lint: $(READY)    ## ruff and mypy --strict
	@$(PY) -m ruff check -q .
	@$(PY) -m ruff format -q --check .
	@$(PY) -m mypy --no-error-summary
	@$(PY) -m sync check

bench: $(READY)   ## ratios of what commands cost to what is measured beside them (minutes; ARGS="--only check")
	@$(PY) -m tests.bench $(ARGS)

catalog: $(READY) ## the shipped catalog, made again: make catalog DATA=DIR
	@test -n "$(DATA)" || { echo "error: DATA is not set"; echo "  fix: make catalog DATA=DIR"; exit 2; }
	@$(PY) -m sync.replay --data "$(DATA)"

clean:            ## what was built and cached
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist
