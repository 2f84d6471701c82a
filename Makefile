# What there is to do here. `make demo` and `make test` need Python 3.10 or newer with venv, and nothing else: they make
# a virtual environment in .venv and install what they need into it. With a C compiler the kernel is compiled.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS := auto
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := pyproject.toml setup.py $(wildcard src/septet/*.pyx src/septet/*.pxi src/septet/*.h)

.PHONY: demo test test-all test-pure fuzz sanitize clients bench lint types docs package tox readme clean

demo: $(VENV)/installed
	$(BIN)/septet dry-run examples/campaign.csv --rates examples/rates.csv

test: $(VENV)/test
	SEPTET_HYPOTHESIS=$${SEPTET_HYPOTHESIS:-quick} $(BIN)/python -m pytest -n $(WORKERS) -q -m "not exhaustive and not engines" $(ARGS)

test-all: $(VENV)/test $(VENV)/clients $(VENV)/engines
	$(BIN)/python -c "import sinch, clx.xms"
	SEPTET_HYPOTHESIS=$${SEPTET_HYPOTHESIS:-quick} $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -q \
		--cov --cov-report=term $(if $(ARGS),--cov-fail-under=0,-m "not exhaustive") $(ARGS)
	$(if $(ARGS),,$(BIN)/python -m pytest -n $(WORKERS) -q -m exhaustive)  # whole spaces, which coverage would slow down

test-pure: $(VENV)/test
	SEPTET_PURE_PYTHON=1 $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

fuzz: $(VENV)/fuzz
	$(BIN)/python -m fuzz --seconds $(or $(SECONDS),5) $(ARGS)

sanitize: $(VENV)/test
	$(BIN)/python tools/sanitize.py $(ARGS)

clients: $(VENV)/test $(VENV)/clients
	$(BIN)/python -c "import sinch, clx.xms"
	$(BIN)/python -m pytest tests/test_xms_clients.py $(ARGS)

bench: $(VENV)/bench
	$(BIN)/python -m pytest -q -p no:cacheprovider --benchmark-disable-gc --benchmark-quiet benchmarks $(ARGS)
	SEPTET_PURE_PYTHON=1 $(BIN)/python -m pytest -q -p no:cacheprovider --benchmark-disable-gc --benchmark-quiet benchmarks $(ARGS)

lint: $(VENV)/lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/lint $(VENV)/test $(VENV)/bench
	$(BIN)/mypy
	MYPYPATH=src $(BIN)/python -m mypy.stubtest septet._kernel_c septet._columns_c --ignore-disjoint-bases

docs: $(VENV)/docs
	$(BIN)/sphinx-build -q -W --keep-going -n -E docs docs/_build/html

package: $(VENV)/package
	$(BIN)/python tools/check_package.py

tox: $(VENV)/tox
	$(BIN)/tox run-parallel $(ARGS)

readme: $(VENV)/installed
	$(BIN)/python tools/make_screenshots.py
	$(BIN)/python tools/make_pictures.py

clean:
	rm -rf $(VENV) build dist docs/_build .fuzz .tox .coverage* .*_cache .hypothesis .benchmarks src/septet/*_c.c src/septet/*.so

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip

$(VENV)/installed: $(BIN)/python $(SOURCES)
	$(PIP) install --editable '.[cli]'
	touch $@

$(VENV)/test $(VENV)/engines $(VENV)/fuzz $(VENV)/clients $(VENV)/bench $(VENV)/lint $(VENV)/docs $(VENV)/package $(VENV)/tox: $(VENV)/installed
	$(PIP) install --group $(@F)
	touch $@
