# `make help` lists the targets. Two of them are all that most people need: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# On Linux, PyPI's PyTorch brings several GB of CUDA packages. To take the CPU build instead:
#   make install TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
TORCH_FROM  := $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS ?= tests
SYSTEM := scripts/system_packages.sh

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test lint types unit demo doctor lock shots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## Install everything the platform needs into .venv
install-dev: $(VENV)/.installed-dev ## Install what the tests need too, with a browser and a PostgreSQL

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml requirements.lock | $(VENV)/bin/python
	@$(SYSTEM) run
	@echo "Installing into $(VENV) (PyTorch first; this takes a few minutes the first time) ..."
	$(PIP) install $(TORCH_FROM) --constraint requirements.lock torch
	$(PIP) install --constraint requirements.lock --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(SYSTEM) test
	$(PIP) install --constraint requirements.lock --editable '.[dev]'
	@touch $@

run: install ## Install and serve on http://127.0.0.1:8000
	$(BIN)/verbatim run

demo: install ## Do the whole job once with simulated participants
	$(BIN)/verbatim demo

doctor: install ## Check what this machine has and lacks
	$(BIN)/verbatim doctor

test: install-dev lint types unit ## Install what the tests need and run all of them

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev
	$(BIN)/mypy

# Bytecode is written even where that is switched off: the tests start some hundred processes, and each would compile all modules.
unit: install-dev
	PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(TESTS)

shots: install-dev ## Make the README's screenshots from the running product
	$(BIN)/python scripts/screenshots.py

lock: ## Write requirements.lock anew from what is installed in .venv
	$(BIN)/python scripts/lock.py

clean: ## Remove what was built, never data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
