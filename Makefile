# Python 3.11 to 3.13 and make are all that a machine needs beforehand.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test lint docs lock bench quality fuzz clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with exactly what requirements.lock pins

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Lockstep needs Python 3.11 to 3.13, and {sys.executable} is {v[0]}.{v[1]}; name another with make PYTHON=python3.12.")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## plant a world with known truth, load it, detect, compare: the first thing to run
	LOCKSTEP_HOME="$${LOCKSTEP_HOME:-$(CURDIR)/.lockstep}" $(BIN)/python -m lockstep.demo

serve: $(READY) ## the API on the demo's graph
	LOCKSTEP_HOME="$${LOCKSTEP_HOME:-$(CURDIR)/.lockstep}" $(BIN)/lockstep serve

test: $(READY) ## everything, by two workers with a local server each
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## ruff, mypy strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(READY) ## write the generated parts of docs/
	$(BIN)/python -m lockstep.reference

lock: $(READY) ## pin the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --no-annotate --quiet --output-file requirements.lock

bench: $(READY) ## speed against the peers, docs/speed/, or ONLY="memory growth"; the largest sizes with FULL=1
	$(BIN)/python -m benchmarks speed $(if $(ONLY),--only $(ONLY)) $(if $(FULL),--full)

quality: $(READY) ## who is found and who is accused wrongly, every table of docs/quality/
	$(BIN)/python -m benchmarks quality $(if $(ONLY),--only $(ONLY))

fuzz: $(READY) ## three minutes of random input to every parser
	$(BIN)/pytest -q -m fuzz

clean: ## forget the environment and the demo's graph
	test ! -x $(BIN)/lockstep || LOCKSTEP_HOME="$(CURDIR)/.lockstep" $(BIN)/lockstep server stop || true
	rm -rf .venv .lockstep
