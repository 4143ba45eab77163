# Every target sets up what it needs: a virtual environment from the lock file.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: help demo pages test lint format bench model faults lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 of nieuwer is nodig (nu: $$($(PYTHON) --version))."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## run the main job on the invented example week (STEP=debate-moves for one step)
	$(BIN)/haagsezaken demo $(if $(STEP),--step $(STEP))

pages: $(READY) ## show the pages of the demo until you stop them
	$(BIN)/haagsezaken demo --serve

test: $(READY) ## run all tests; those without their server are skipped and say so
	$(BIN)/python -m pytest $(TESTS)

lint: $(READY) ## ruff, mypy --strict, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## let ruff put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## measure speed and size; prints a table and JSON
	$(BIN)/python -m tests.bench $(if $(SAMPLES),--samples $(SAMPLES))

model: $(READY) ## train on GOLD (../shared/gold) into OUT (var/model); prints its scores beside the shipped ones
	$(BIN)/python -m nlp.train --gold $(or $(GOLD),../shared/gold) --out $(or $(OUT),var/model) --curve $(if $(STRICT),--strict)
	$(BIN)/python -m nlp.scores --model $(or $(OUT),var/model) --out $(if $(filter nlp/model,$(OUT)),docs/model-scores.md,$(or $(OUT),var/model)/scores.md)

faults: $(READY) ## kill, cut and refuse at every point; prints lost and doubled
	$(BIN)/python -m tests.faults

lock: $(READY) ## resolve the dependencies again
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras pyproject.toml --output-file requirements.lock

clean: ## remove the environment and all that was written
	rm -rf $(VENV) var
