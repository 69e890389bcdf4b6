# Everything starts here: `make serve` runs the service, `make test` the fast tests.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
CROWD_DATA ?= ./var

BIN := .venv/bin
# What was compiled is kept, whatever the shell says: without it each process compiles for seconds.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
SLOW := browser or faults or contract or processes or exhaustive
# Left out by path as well: to read these files takes seconds.
FAST := -m "not ($(SLOW))" --ignore tests/browser --ignore tests/faults --ignore tests/web/test_contract.py

# With uv where it is there, with pip otherwise: see requirements/install.py.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "crowd needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) requirements/install.py $(1)
endef

.PHONY: serve dev setup test test-all test-newest check bench calibrate golden languages lock clean

serve: .venv/installed
	@CROWD_DATA='$(CROWD_DATA)' exec $(BIN)/crowd serve --host '$(HOST)' --port '$(PORT)'

dev: .venv/installed
	@CROWD_DATA='$(CROWD_DATA)' CROWD_DEVELOPMENT=yes \
		exec $(BIN)/crowd serve --host '$(HOST)' --port '$(PORT)'

setup: .venv/installed-for-tests

test: setup
	$(PYTEST) -q -n 3 --dist worksteal $(FAST)

test-all: setup
	$(PYTEST) -q -n 2 -m "processes or contract or browser or exhaustive"
	$(PYTEST) -q -s -m faults tests/faults tests/store
	$(BIN)/python -m tools.outside_redis $(PYTEST) -q -n 2 $(FAST)
	$(BIN)/python -m tools.cluster $(PYTEST) -q -n 2 --hypothesis-profile exhaustive $(FAST)

test-newest:
	rm -rf .venv-newest
	$(call install,test --newest --into .venv-newest)
	.venv-newest/bin/python -m pytest -q -n 2 --dist worksteal $(FAST)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m bench.answers
	$(BIN)/python -m bench.results
	$(BIN)/python -m bench.million
	$(BIN)/python -m bench.statistics

calibrate: setup
	$(BIN)/python -m bench.calibration

golden: setup
	GOLDEN=write $(PYTEST) -q $(FAST) -k golden

languages: setup
	$(BIN)/python -m tools.catalogues

lock:
	$(PYTHON) requirements/lock.py

clean:
	rm -rf .venv .venv-newest build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -not -path './.venv*/*' -type d -prune -exec rm -rf {} +

.venv/installed: pyproject.toml requirements/install.py requirements/serve.txt
	$(call install,serve)
	@touch $@

.venv/installed-for-tests: pyproject.toml requirements/install.py requirements/test.txt
	$(call install,test)
	@touch $@ .venv/installed
