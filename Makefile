# `make` lists the targets. Each installs what it needs into .venv first, once, from the lock files.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8765
MINUTES ?= 10
KILLS ?= 200
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-package cliffhanger --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run demo test check fix bench trials fuzz corpus places samples preview migrate words lock

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

run: .venv/demo  ## start the bot; without DISCORD_TOKEN, the demo in your browser (PORT=8765)
	@$(BIN)/python -m bot --port $(PORT)

demo: .venv/demo  ## start the demo: the real bot in a simulated Discord (PORT=8765)
	@$(BIN)/python -m bot demo --port $(PORT)

test: .venv/dev  ## run the tests
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

check: .venv/dev  ## everything a change must pass: format, lint, types, layers, dead code, dependencies, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture
	@$(BIN)/deptry .
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal --cov --cov-report=term

fix: .venv/dev  ## format, and mend what the linter can mend by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/dev  ## run the benchmarks
	@$(BIN)/python -m pytest tests/bench/bench_*.py --benchmark-only --benchmark-columns=min,median,max,ops -p no:cacheprovider
	@$(BIN)/python -m tests.bench.bench_importer
	@$(BIN)/python -m tests.bench.bench_turns --endurance
	@$(BIN)/python -m tests.bench.bench_start
	@$(BIN)/python -m tests.bench.bench_suggest
	@$(BIN)/python -m tests.bench.bench_fan_out
	@$(BIN)/python -m tests.bench.bench_rounds
	@$(BIN)/python -m tests.bench.bench_deliver

trials: .venv/dev  ## kill the bot again and again while it posts, and count what is lost or comes twice (KILLS=200)
	@$(BIN)/python -m tests.wire.trials --kills $(KILLS)
	@$(BIN)/python -m tests.wire.trials --kills 10 --careless

fuzz: .venv/dev  ## feed the readers damaged files, and keep what breaks them in tests/cases/crashers (MINUTES=10)
	@$(BIN)/python -m tests.fuzz $(MINUTES)

corpus: .venv/dev  ## score scene breaks against ../shared/corpus, where it is present (tests/corpus.py)
	@$(BIN)/python -m tests.corpus

places: .venv/dev  ## edit stories at random and tell where readers' places land (tests/places.py)
	@$(BIN)/python -m tests.places

samples: .venv/dev  ## measure how rightly headers are read: the cases here, and the samples in ../shared where they are
	@$(BIN)/python -m tests.samples cases
	@$(BIN)/python -m tests.samples

preview: .venv/demo  ## print a story's pages as sent, their lengths and why each ends (STORY=stories/... LIMIT=3500)
	$(if $(STORY),,$(error say which story: make preview STORY=stories/the-laminator.md))
	@$(BIN)/python -m bot pages $(STORY) $(if $(LIMIT),--limit $(LIMIT))

migrate: .venv/demo  ## bring the database to this version's schema
	@$(BIN)/python -m bot migrate

words: .venv/dev  ## bring the catalogs of all languages into line with the program's words, and compile them
	@$(BIN)/python -m tests.words

lock: .venv/dev  ## bring the lock files into line with pyproject.toml (UPGRADE=1: to the newest versions)
	@$(LOCK) --extra dev -o requirements-dev.lock
	@$(LOCK) --extra demo -c requirements-dev.lock -o requirements-demo.lock
	@$(LOCK) --extra postgres --extra speed -c requirements-dev.lock -o requirements.lock

# An environment counts as made when its stamp is newer than its lock. `dev` holds all that `demo` does.
.venv/demo: requirements-demo.lock | .venv/bin/python
	@test .venv/dev -nt requirements-dev.lock || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Cliffhanger needs Python 3.11 or newer; say which: make PYTHON=python3.12 ...'; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/dev: requirements-dev.lock | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
