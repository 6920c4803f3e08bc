# Two commands: `make crawl` and `make test`. Both set up what they need in .venv.
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
# the outlet of a live crawl; none: all outlets, from recorded pages
OUTLET  ?=
CONTACT ?=
ARGS    ?=

# Tests start Python hundreds of times, and pytest rewrites what it reads: what is compiled is kept.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help crawl site test test-fast lint format bench fuzz docs coverage clean services rewritten tested

help:
	@echo "make crawl     articles of all outlets, from recorded pages, into articles.jsonl"
	@echo "make crawl LIVE=1 OUTLET=kontan CONTACT=you@your-domain ARGS='-a since=3days'"
	@echo "               the live site; CONTACT is whom the outlet can write to"
	@echo "make site      the local outlets: a web to try everything on, on this machine"
	@echo "make test      everything that must hold"
	@echo "make test-fast extractors and goldens, without the slow ones, under a minute"
	@echo "make fuzz      broken pages until Ctrl-C; ARGS='--count 1000000 --seed 7 --processes 1'"
	@echo "make docs      the documentation as a site, into build/site; PUBLISH=1 bundles what the theme loads from the web"
	@echo "make coverage  how much of the extractors their tests run"
	@echo "make bench     speed and quality beside the peers, into docs/benchmarks.md; ARGS=--quick: two minutes"

# uv installs in a third of the time that pip takes. Without --compile-bytecode the first commands would compile.
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --constraint constraints.txt --editable

# The native reader, which reads pages in a third of the time, where cargo is installed; without it lxml reads them all.
$(VENV)/native: $(VENV)/installed native/build.py native/Cargo.toml $(wildcard native/src/*.rs)
	@$(BIN)/python native/build.py
	@touch $@

# `make` rebuilds the environment whenever the project's metadata change.
$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say PYTHON=/path/to/it"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@$(INSTALL) '.[test]'
	@touch $@

crawl: $(VENV)/native
ifdef LIVE
	@test -n "$(OUTLET)" || { echo "Which outlet? Say OUTLET=kontan; there are:"; $(BIN)/scrapy list; exit 2; }
	$(BIN)/scrapy crawl $(OUTLET) -O articles.jsonl $(if $(CONTACT),-s CONTACT=$(CONTACT)) $(ARGS)
else
	@rm -f articles.jsonl
	$(BIN)/scrapy crawlall $(OUTLET) --cassettes fixtures -o articles.jsonl $(ARGS)
endif

site: $(VENV)/native
	$(BIN)/python -m tests.site $(ARGS)

bench: $(VENV)/native
	@$(BIN)/python -m benchmarks $(ARGS)

fuzz: $(VENV)/native
	@$(BIN)/python -m tests.fuzz $(ARGS)

# The extra is small and only this needs it. A dead link, a dead anchor or a page outside of the menu is an error.
$(VENV)/docs: $(VENV)/installed
	@$(INSTALL) '.[docs]'
	@touch $@

docs: $(VENV)/docs
	@NO_MKDOCS_2_WARNING=1 $(if $(PUBLISH),PUBLISH=true) $(BIN)/mkdocs build --quiet --clean
	@echo "build/site/index.html"

# Of the tests that test-fast runs: the slow ones repeat the same code on more pages.
coverage: $(VENV)/native
	$(BIN)/python -m pytest -n auto -q -m "not slow" --cov=extractors --cov-report=term:skip-covered tests/extractors $(ARGS)

# Half of the tests wait, for a server or a process of theirs.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

# Services are installed beside the environment, and types checked beside the tests: each of them leaves a core idle.
test:
	@$(MAKE) --no-print-directory -j 3 lint tested

tested: $(VENV)/installed services rewritten
	@$(BIN)/python native/build.py
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q $(ARGS)

# Once, not by every worker again.
rewritten: $(VENV)/installed
	@$(BIN)/python -m pytest --collect-only --quiet >/dev/null 2>&1 || true  # what is wrong, the run itself says

test-fast: $(VENV)/native
	$(BIN)/ruff check --quiet .
	$(BIN)/python -m pytest -n auto -q -m "not slow" tests/extractors tests/newsspider/test_rooms.py $(ARGS)

# What tests run beside Python: a browser, a PostgreSQL of their own, a Java for Spark, a Rust that builds the native
# reader (Debian 12 has one that is new enough under the name cargo-web), and from npm a checker of accessibility and a
# linter of Dockerfiles. Where one is not there and cannot be had, its tests say so and skip.
NODE := .cache/node
services:
	@missing=; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  missing="$$missing chromium"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v java >/dev/null || missing="$$missing openjdk-17-jre-headless"; \
	command -v cargo >/dev/null || missing="$$missing cargo-web"; \
	test -z "$$missing" && exit; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then echo "Installing for the tests:$$missing"; apt-get update -qq; fi; \
	for one in $$missing; do \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$one >/dev/null; } || \
	    echo "There is no $$one and it could not be installed: its tests will be skipped"; \
	done
	@test -d $(NODE)/node_modules/axe-core -a -d $(NODE)/node_modules/dockerfile-utils || { command -v npm >/dev/null && \
	  npm install --silent --no-save --no-audit --no-fund --prefix $(NODE) axe-core@4.14.1 dockerfile-utils@0.16.3; } || \
	  echo "There is no npm, or it cannot install: the tests of accessibility and of the Dockerfile will be skipped"

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	@$(BIN)/python .ci/audit

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf native/target extractors/reading/native/newsspider_native.bin $(VENV) .venv-bench build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .fuzz .scrapy .cache .coverage articles.*
