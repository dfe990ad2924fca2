# Everything here sets itself up: Python 3.11+, make and pip are all that has to be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_DEMO := -m eval.run --model scripted/expert --env Factorio-iron_plate_throughput_16-v0

.PHONY: help demo test lint format soak experts bench cassettes lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    play one episode with the scripted expert, no key needed"
	@echo "make test    the test suite"
	@echo "make lint    style, types and import rules"
	@echo "make soak    long fuzzing and soak runs (half an hour and more)"
	@echo "make experts the scripted expert plays every lab task, in the laboratory and on open maps"
	@echo "make bench   the programs behind benchmarks/RESULTS.md"
	@echo "make cassettes  record the scripted sessions anew (tests/cassettes)"
	@echo "make lock    resolve the dependencies anew into the lock files"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.core

demo: $(VENV)/.core
	$(BIN)/python $(RUN_DEMO)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not soak and not experts"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --strict examples/programs
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak tests/soak

# WHERE=lab plays in the laboratory only, WHERE=open on the open maps only.
WHERE :=
experts: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m experts -k "$(WHERE)" tests/experts

bench: $(VENV)/.dev
	@for program in engine tool_calls sandbox_calls env_start cli_start; do \
	  echo "== python -m benchmarks.$$program"; $(BIN)/python -m benchmarks.$$program || exit 1; done

cassettes: $(VENV)/.dev
	$(BIN)/python tests/cassettes/record.py

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
