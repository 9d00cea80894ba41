# Two commands do everything on a fresh machine with Python 3.11 or newer, git, make and apt:
#   make run     virtual environment, packages, model, index over corpus/, page on http://127.0.0.1:8501
#   make test    whatever the tests need, Chromium included, then all tests

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8501
SETS ?= ../shared/bench
SIZES ?= 1000 10000 100000
PEER_SIZES ?= 100000
OUTPUT := test-output
UV := 0.13.9

.PHONY: run test check lock licences sbom bench bench-speed bench-faults bench-page pictures bench-quality bench-reading bench-commitments clean
.DEFAULT_GOAL := run

run: $(VENV)/.run-installed
	$(PY) -m indexer models pull
	$(PY) -m indexer build
	$(PY) -m app --port $(PORT)

test: $(VENV)/.dev-installed browser
	$(PY) -m pytest

check: $(VENV)/.dev-installed
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	@mkdir -p $(OUTPUT)
	$(VENV)/bin/bandit --quiet --recursive --configfile pyproject.toml indexer app tools search_app.py 2>$(OUTPUT)/bandit.log
	$(PY) -m tools.licences --check
	BENCH_SETS=$(SETS) $(PY) -m pytest -q tests/benchmarks/test_floors.py

# After a change of requirements*.txt: the lock files and the list of licences, written anew.
lock:
	$(PYTHON) -m venv $(OUTPUT)/uv && $(OUTPUT)/uv/bin/pip install --quiet uv==$(UV) && $(OUTPUT)/uv/bin/python -m tools.lock

licences: $(VENV)/.dev-installed
	$(PY) -m tools.licences

# What is installed, as a CycloneDX bill of materials.
sbom: $(VENV)/.run-installed $(VENV)/.dev-installed
	@mkdir -p $(OUTPUT)
	$(PY) -m tools.sbom $(OUTPUT)/sbom.json

bench: $(VENV)/.dev-installed
	$(PY) -m benchmarks.speed

# Speed at SIZES clauses and beside peers at PEER_SIZES; a million takes most of an hour and 25 GB of disk.
bench-speed: $(VENV)/.bench-installed
	$(PY) -m benchmarks.scale --sizes $(SIZES) --peer-sizes $(PEER_SIZES) $(OPTIONS)

# Harm done on purpose, counted; OPTIONS=--quick does a tenth, OPTIONS=NAME one kind.
bench-faults: $(VENV)/.dev-installed browser
	$(PY) -m benchmarks.faults $(OPTIONS)

bench-page: $(VENV)/.dev-installed browser
	$(PY) -m benchmarks.page

# The pictures of docs/images, of every view at two widths.
pictures: $(VENV)/.dev-installed browser
	$(PY) -m benchmarks.pictures

# SETS is a folder that holds district/, beir/, reports/ and messy/; see benchmarks/README.md. OPTIONS are --quick, --pin.
bench-quality: $(VENV)/.bench-installed
	$(PY) -m benchmarks.quality $(SETS) $(OPTIONS)

bench-reading: $(VENV)/.dev-installed
	$(PY) -m benchmarks.reading $(SETS)

# To be read: OPTIONS=--sample prints 200 of the measures of the reports, PAIRS=--list every pair.
bench-commitments: $(VENV)/.dev-installed
	$(PY) -m benchmarks.commitments $(SETS) $(OPTIONS)
	$(PY) -m benchmarks.pairs $(SETS) $(PAIRS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新版本，现在是：$$($(PYTHON) --version)。可用 make PYTHON=python3.11 指定。"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Every file is checked by its SHA-256 (docs/decisions/0024-operations.md).
$(VENV)/.run-installed: requirements.lock | $(VENV)/bin/python
	$(PY) -m tools.install requirements
	@touch $@

$(VENV)/.dev-installed: requirements-dev.lock requirements-milvus.lock $(VENV)/.run-installed
	$(PY) -m tools.install requirements-dev
	@touch $@

$(VENV)/.bench-installed: requirements-bench.lock $(VENV)/.dev-installed
	$(PY) -m tools.install requirements-bench && touch $@ || \
	  echo "requirements-bench.lock 中有软件无法安装：表中没有它的数字。"

# The browser tests drive Debian's Chromium; the fonts give it Chinese characters.
browser:
	@command -v chromium >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "没有 chromium，也没有 apt-get：浏览器测试将被跳过。"; exit 0; }; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; }
.PHONY: browser

clean:
	rm -rf index .pytest_cache .mypy_cache .ruff_cache .hypothesis
