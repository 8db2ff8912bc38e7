# What there is to do here. Every target works in a fresh clone; the first one that needs Python makes .venv.

PYTHON ?= python3
CC ?= cc
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test check mutants fault bench docs ready clean

demo: $(INSTALLED)
	$(BIN)/postloan demo --out out/demo

test: check
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/postloan check rules/

# Changes the shipped packs in every small way and runs the cases again: about three minutes.
mutants: $(INSTALLED)
	$(BIN)/postloan test cn --mutate

# Kills programs that append to a trail, lets each of their system calls fail once, turns every bit of a bundle: minutes.
fault: $(INSTALLED)
	POSTLOAN_FAULTS=all $(BIN)/python -m pytest -q tests/fault

bench: $(INSTALLED)
	$(BIN)/python benchmarks/record.py

docs: $(INSTALLED)
	$(BIN)/python -m docs.generate

# What the packs mean, worked out before: from then on they load at once, until one of their files changes.
ready: $(INSTALLED)
	$(BIN)/python -c "from pathlib import Path; from postloan_rules.loading import make_ready; make_ready(Path('rules/cn').resolve())"

clean:
	rm -f rules/*.ready
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .coverage build dist out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# durable-rules is built from source. Python 3.13 no longer has a name that it uses, and has the same function under
# another one; the compiler is told so.
$(INSTALLED): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; found = sys.version_info[:2]; sys.exit(0 if (3, 11) <= found < (3, 15) else "postloan_rules needs Python 3.11, 3.12, 3.13 or 3.14, and $(PYTHON) is %d.%d. Name another one: make PYTHON=python3.12 ..." % found)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then \
	  CC="$(CC) -DPyEval_CallObject=PyObject_CallObject" $(BIN)/python -m pip install -q -r requirements-dev.txt; \
	else \
	  $(BIN)/python -m pip install -q -r requirements-dev.txt; \
	fi
	$(BIN)/python -m pip install -q --no-deps -e '.[cli,sql,events,trail,postgres]'
	touch $(INSTALLED)
