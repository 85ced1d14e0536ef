# Medcode Trainer. `make run` and `make test` do all their own set-up; `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
DATA ?= data
NAME ?= http
ARGS ?=
PY := .venv/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check
LISTED := --no-deps --require-hashes -r
ITSELF := --no-index --no-deps --no-build-isolation -e .

.PHONY: help run demo test check format bench validate wheel lock clean

help: ## list the targets
	@echo "make run [PORT=8000] [DATA=data]   set everything up and serve"
	@echo "make demo [PORT=8000] [DATA=data]  serve a made-up class to look around in; ARGS=--again makes it anew"
	@echo "make test [ARGS=…]                 set everything up and run the whole suite"
	@echo "make check                         format, lint, types, import contracts"
	@echo "make format                        mend what a tool can mend"
	@echo "make validate                      check the files of questions and cases"
	@echo "make bench NAME=http [ARGS=…]      run a benchmark"
	@echo "make wheel                         build an installable wheel into dist/"
	@echo "make lock                          write requirements/*.txt, with hashes, from constraints.txt"
	@echo "make clean                         remove the virtual environment and all caches (never the data)"

run: .venv/.ready-to-run ## serve
	@TRAINER_PORT="$(PORT)" TRAINER_DATA="$(DATA)" $(PY) -m trainer serve

demo: .venv/.ready-to-run ## a made-up class to look around in, in a database of its own
	@TRAINER_PORT="$${TRAINER_PORT:-$(PORT)}" TRAINER_DATA="$(DATA)" $(PY) -m trainer demo --serve $(ARGS)

test: .venv/.ready-to-test ## the whole suite, with its coverage gates
	@rm -f .coverage.json
	$(PY) -m pytest -p tests.counting -p tests.processes -n auto --dist worksteal $(ARGS)
	$(PY) -m tests.coverage

check: .venv/.ready-to-test ## format, lint, types, imports
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: .venv/.ready-to-test ## mend what a tool can mend
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

validate: .venv/.ready-to-run ## check the files of content
	@$(PY) -m trainer content validate

bench: .venv/.ready-to-test ## run a benchmark
	@$(PY) -m benchmarks.$(NAME) $(ARGS)

wheel: .venv/.ready-to-test ## build a wheel
	$(PY) -m build --wheel

lock: .venv/.ready-to-test ## the hashes of every file that may be installed
	$(PY) -m requirements.lock

clean: ## remove what can be made again
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage.json build dist

.venv/.made:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name it: make PYTHON=python3.12 …"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Medcode Trainer needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Name another one: make PYTHON=python3.12 …"; exit 1; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

.venv/.ready-to-run: .venv/.made pyproject.toml requirements/runtime.txt
	@echo "Installing what the program needs …"
	@$(INSTALL) $(LISTED) requirements/runtime.txt
	@$(INSTALL) $(ITSELF)
	@$(PY) -m pip check >/dev/null
	@touch $@

.venv/.ready-to-test: .venv/.made pyproject.toml requirements/runtime.txt requirements/server.txt requirements/test.txt
	@echo "Installing what the program and its tests need …"
	@$(INSTALL) $(LISTED) requirements/test.txt
	@$(INSTALL) $(ITSELF)
	@$(PY) -m pip check >/dev/null
	@touch $@ .venv/.ready-to-run
