# `make` prints the targets. Everything runs in .venv, made from the lock files with hashes checked.

SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.locked
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench bench-peers leaks readme mutations faults same-bits same-digests docs lock lock-peers clean verify-statistics verify-statistics-short

help:  ## print the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 32

setup: $(STAMP)  ## make .venv from the lock files

$(STAMP): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "wager needs Python 3.11 or newer; name one: make PYTHON=python3.11 setup")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install -qq --require-hashes -r requirements/build.txt
	$(PIP) install -qq --require-hashes --no-build-isolation -r requirements/dev.txt
	$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## from a file to a verdict, on real flights
	PATH="$(CURDIR)/$(BIN):$$PATH" bash examples/demo.sh build/demo

readme: setup  ## put what the demo prints, and its picture, into the README
	PATH="$(CURDIR)/$(BIN):$$PATH" bash examples/demo.sh build/demo > build/demo.txt 2> /dev/null
	$(BIN)/python docs/readme.py build/demo.txt
	$(BIN)/python docs/picture.py
	$(BIN)/python docs/timeline.py

test: setup  ## all tests, on all cores
	@$(BIN)/python -m compileall -q src  # once, and not in each of the processes that tests start
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

mutations: setup  ## 2,000 mistakes in the example's files, and how many are reported; 10,000 malformed files; 2,000 edits of stored models; 100,000 expressions
	WAGER_MUTATIONS=2000 WAGER_DOCUMENTS=10000 WAGER_MODEL_MUTATIONS=2000 WAGER_EXPRESSIONS=100000 \
	$(BIN)/python -m pytest tests/mutations --capture=no

models: setup  ## 1,000 model files from YAML to Python and back: equal; 5,000 malformed ones: no traceback, each mistake named once on its line; five small projects with ten times the rows
	WAGER_MODEL_FILES=1000 WAGER_MALFORMED_MODELS=5000 WAGER_ROWS=10 \
	$(BIN)/python -m pytest tests/laws/test_model_files.py tests/mutations/test_model_files.py tests/stories/test_five_projects.py \
	--capture=no

check: setup  ## format, lint, types, import contracts, docstrings, generated pages
	@mkdir -p build
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest --quiet --quiet --collect-only src > build/doctests.txt || { cat build/doctests.txt; exit 1; }
	$(BIN)/python docs/reference/generate.py --check

format: setup  ## let ruff write what it can
	$(BIN)/ruff format --quiet
	$(BIN)/ruff check --quiet --fix

faults: setup  ## 200 kills, 1,000 flipped bits, 20,000 flights asked one by one, and the rest of the long forms
	WAGER_KILLS=200 WAGER_FLIPS=1000 WAGER_SERVED=20000 WAGER_MALFORMED=10000 WAGER_FLIGHTS_ONLINE=20000 WAGER_FRESH=1 WAGER_PROCESSES=64 WAGER_CONFORMANCE=1 WAGER_EVERY_DAY=1 WAGER_DEALS=1000 \
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile tests/stories tests/serving tests/interfaces/http \
	tests/adapters tests/laws tests/workflow tests/features

bench: setup  ## the loop of a data scientist, the server, an audit, a lint, a feature or a day more, and a verdict on ten million rows, each against its floor
	$(BIN)/python bench/loop.py
	$(BIN)/python bench/million.py
	$(BIN)/python bench/serving.py
	$(BIN)/python bench/audit.py
	$(BIN)/python bench/lint.py
	$(BIN)/python bench/features.py
	$(BIN)/python bench/ten_million.py

bench-peers: setup  ## the loop of a data scientist on Hamilton, Kedro, DVC, Metaflow and MLflow too, each in an environment of its own
	$(BIN)/python bench/peers/compare.py

same-bits: setup  ## every aggregate in every window of 40 worlds drawn by chance, computed in all ways there are; 30,000 rows of each example one by one
	$(BIN)/python bench/same_bits.py
	$(BIN)/python bench/online.py

same-digests: setup  ## every learner with every objective and loss, from the source on: in other processes, on other threads, under other hash seeds, in another folder, with rows shuffled
	$(BIN)/python bench/same_digests.py

leaks: setup  ## 300 planted leaks of each kind in all shapes of sources, and as many honest twins: how many are found, and accused; an hour
	$(BIN)/python bench/planted_leaks.py

plants: setup  ## nine things planted in 50 projects each, and 200 clean twins: what an analysis says of them; an hour
	$(BIN)/python bench/analysis.py

verify-statistics: setup  ## how often verdicts err, and what they find, on simulated data sets: 10,000 a cell; hours
	$(BIN)/python bench/statistics/verify.py

verify-statistics-short: setup  ## the same with 1,000 a cell, and fewer cells
	$(BIN)/python bench/statistics/verify.py --short

docs: setup  ## write the generated reference pages
	$(BIN)/python docs/reference/generate.py

lock: setup  ## resolve the dependencies anew into requirements/ (UPGRADE=--upgrade raises them)
	$(PIP) install -qq --require-hashes -r requirements/lock.txt
	$(LOCK) pyproject.toml --extra flights --group dev -o requirements/dev.txt $(UPGRADE)
	$(LOCK) pyproject.toml --constraint requirements/dev.txt -o requirements/core.txt
	$(LOCK) --group build --constraint requirements/dev.txt -o requirements/build.txt
	$(LOCK) --group lock -o requirements/lock.txt $(UPGRADE)

lock-peers: setup  ## resolve the environments of bench-peers anew
	$(PIP) install -qq --require-hashes -r requirements/lock.txt
	for peer in hamilton kedro dvc metaflow mlflow; do $(LOCK) bench/peers/$$peer.in -o bench/peers/$$peer.txt $(UPGRADE) || exit; done

clean:  ## remove what was made, but not .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
