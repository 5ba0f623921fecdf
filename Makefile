# One command per job. Nothing but Python, pip and make has to be there: the first target that needs libraries makes .venv.

PYTHON ?= python3
WORKERS ?= auto
ARGS ?=
PAGE ?=

TEX := texlive-latex-recommended texlive-pictures lmodern latexmk poppler-utils
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.stamp
PLOT := $(VENV)/.stamp-plot

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help audit test lint docs rows bench controls soak peers proofs tex page browser wheel clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo "  PYTHON=python3.12 picks the interpreter (after make clean); ARGS=\"7.13\" is handed to the tool behind a target."

audit: $(STAMP) ## derive, certify, refute and test every claim; print the ledger
	@$(PY) -m verify audit $(ARGS)

# Tests are spread over the cores; more workers than 8 cost more to start than they save.
test: $(STAMP) ## run the test suite
	@$(PY) -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal $(ARGS)

# Needs Chromium, which no package of Python brings along. PAGE=build/audit.html tries that page; else one is made.
page: $(STAMP) ## try the audit page in a headless Chromium
	@RIDGEPROOF_PAGE=$(PAGE) $(PY) -m pytest -m browser tests/page $(ARGS)

lint: $(STAMP) ## check style, layout and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

# Needs the TeX packages of `make tex`. What is printed is checked against the claims, and TeX's log and pages as well.
# The tests of the audit behind it are a quick run.
proofs: $(PLOT) ## write the proofs as LaTeX and PDF, the audit page and the figures into build/
	@$(PY) -m verify proofs -q --profile dev -o build $(ARGS)

# For machines that are made anew, such as those of continuous integration; nothing happens where all is there.
tex: ## install what `make proofs` needs beside Python, by apt-get as root
	@for tool in latexmk pdflatex pdftotext; do command -v $$tool >/dev/null || absent=yes; done; \
	kpsewhich lmodern.sty pgfplots.sty mathtools.sty 2>/dev/null | grep -c . | grep -qx 3 || absent=yes; \
	if [ -n "$$absent" ]; then apt-get update --quiet && \
	    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $(TEX); fi

browser: ## install what `make page` needs beside Python, by apt-get as root
	@for tool in chromium chromium-browser google-chrome chrome; do ! command -v $$tool >/dev/null || there=yes; done; \
	if [ -z "$$there" ]; then apt-get update --quiet && \
	    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends chromium; fi

docs: $(STAMP) ## write the generated parts of the documents anew
	@$(PY) -m verify.report.documents

rows: $(STAMP) ## ask `check` for every row and erratum as a stranger would; writes docs/check-rows.md (minutes)
	@$(PY) -W ignore -m verify.derivation_files.rows

# Files are named bench_*.py, so that no other run collects them.
bench: $(STAMP) ## measure the speed of the parts in benchmarks/
	@$(PY) -m pytest benchmarks -o python_files='bench_*.py' $(ARGS)

# ARGS=--check computes it anew and compares.
controls: $(STAMP) ## which property catches which implementation that is wrong on purpose; writes the matrix
	@$(PY) -W ignore -m verify.conformance.kills $(ARGS)

soak: $(STAMP) ## a hundred thousand examples over all right implementations; goes on where it was stopped
	@$(PY) -W ignore -m verify.conformance.soak $(ARGS)

# In an environment of its own: these libraries are large, and no other target needs them.
peers: ## hold other libraries against the claims; writes their results and docs/peers.md
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --editable '.[sklearn,statsmodels,torch]'
	@OMP_NUM_THREADS=1 .venv-peers/bin/python -W ignore -m verify.peers $(ARGS)

# Tried from a folder outside the checkout, or Python would find the packages here and not those of the wheel.
wheel: $(STAMP) ## build the wheel, then try it in a fresh environment
	@set -eu; unset PYTHONPATH; \
	tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; trap 'exit 130' INT TERM; \
	echo "Building the wheel and trying it in a fresh environment: about a minute."; \
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir "$$tmp/dist" .; \
	$(PYTHON) -m venv "$$tmp/venv"; \
	"$$tmp/venv/bin/python" -m pip install --quiet "$$tmp"/dist/*.whl; \
	mkdir -p dist "$$tmp/elsewhere"; \
	try() { echo "\$$ $$*"; (cd "$$tmp/elsewhere" && PATH="$$tmp/venv/bin:$$PATH" "$$@") >"$$tmp/out" || \
	    { code=$$?; cat "$$tmp/out"; exit $$code; }; tail -n 3 "$$tmp/out"; }; \
	try ridgeproof --version; \
	try ridgeproof recheck; \
	try python -m verify list; \
	cp "$$tmp"/dist/*.whl dist/; \
	echo "Good: $$(cd "$$tmp" && ls dist/*.whl)"

clean: ## remove .venv, wheels and caches
	rm -rf $(VENV) .venv-peers build dist .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last: an interrupted set-up is done again. An environment that works is kept and brought up to date.
$(STAMP): pyproject.toml
	@echo "Setting up $(VENV): downloading and installing the libraries. One to two minutes the first time, nothing afterwards."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed, and $(PYTHON) is not that. Name another one: make PYTHON=python3.12 .." >&2; exit 1; }
	@$(PY) -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	    echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu install it with: apt-get install python3-venv" >&2; exit 1; }
	@$(PY) -m pip install --quiet --editable '.[dev]'
	@touch $@

# matplotlib, which no other target needs.
$(PLOT): $(STAMP)
	@$(PY) -m pip install --quiet --editable '.[plot]'
	@touch $@
