# Everything starts here: `make serve` runs the service, `make test` the fast tests.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
CROWD_DATA ?= ./var

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
SLOW := browser or faults or contract or processes
# Left out by path as well: to read these files takes seconds.
FAST := -m "not ($(SLOW))" --ignore tests/browser --ignore tests/faults --ignore tests/web/test_contract.py

# Debian's Python cannot make an environment with pip in it, but its pip installs into one without.
# The pip of other systems may be too old for that; their Python brings pip along.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "crowd needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into .venv: takes a minute the first time."
	@if $(PYTHON) -m pip --help 2>/dev/null | grep -q -e '--python '; then \
		test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv; \
		$(PYTHON) -m pip --python $(BIN)/python install -qq --disable-pip-version-check $(1); \
	else \
		test -x $(BIN)/pip || $(PYTHON) -m venv .venv; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check $(1); \
	fi
	@touch $@
endef

.PHONY: serve dev setup test test-all check bench golden languages clean

serve: .venv/installed
	@CROWD_DATA='$(CROWD_DATA)' exec $(BIN)/crowd serve --host '$(HOST)' --port '$(PORT)'

dev: .venv/installed
	@CROWD_DATA='$(CROWD_DATA)' CROWD_DEVELOPMENT=yes \
		exec $(BIN)/crowd serve --host '$(HOST)' --port '$(PORT)'

setup: .venv/installed-for-tests

test: setup
	$(PYTEST) -q -n 2 --dist worksteal $(FAST)

test-all: setup
	$(PYTEST) -q -n 2 -m "processes or contract or browser"
	$(PYTEST) -q -s -m faults tests/faults tests/store
	$(BIN)/python tests/outside_redis.py $(PYTEST) -q -n 2 $(FAST)
	$(BIN)/python -m tests.cluster $(PYTEST) -q -n 2 $(FAST)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m bench.answers
	$(BIN)/python -m bench.results
	$(BIN)/python -m bench.million
	$(BIN)/python -m bench.statistics

golden: setup
	GOLDEN=write $(PYTEST) -q $(FAST) -k golden

languages: setup
	$(BIN)/python -m tests.catalogues

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +

.venv/installed: pyproject.toml
	$(call install,-e .)

.venv/installed-for-tests: pyproject.toml
	$(call install,-e '.[test]')
	@touch .venv/installed
