# Two commands matter: `make run` and `make test`. Everything is set up by them in .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
CASES := 100000
SEEDS := 300
SEED := 20251015
NIGHTS := 2025-10-15 2025-10-16 2025-10-17
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run test backfill-check compose-check faults fuzz check sample docs bench clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/run  ## compare the three sample nights through the nightly DAG; says where the reports are
	@$(BIN)/crosscheck doctor
	@$(BIN)/python dags/rehearsal.py $(NIGHTS)
	@$(BIN)/crosscheck status

test: .venv/dev  ## run every test
	@$(BIN)/python -m pytest -n auto --dist loadfile

backfill-check: .venv/dev  ## a month in random order, and Airflow's backfill on both metadata databases: hours
	@CROSSCHECK_MONTH=30 CROSSCHECK_SCHEDULER=sqlite,postgresql $(BIN)/python -m pytest -s tests/night/test_month.py tests/dags/test_backfill.py

compose-check: .venv/dev  ## the services of docker-compose.yml run by hand as it says, their nights, alerts; root on Linux
	@CROSSCHECK_BYHAND=$${CROSSCHECK_BYHAND:-var/byhand} $(BIN)/python -m pytest -s tests/deployment/test_byhand.py

faults: .venv/dev  ## SEEDS (300) faults that really happen to nights: kills, full disks, torn files; how each ended
	@CROSSCHECK_FAULT_SEEDS=$(SEEDS) $(BIN)/python -m pytest -s tests/faults

fuzz: .venv/dev  ## CASES (100000) files made of dirt, from SEED; says how many of each kind
	@CROSSCHECK_FUZZ_CASES=$(CASES) CROSSCHECK_FUZZ_SEED=$(SEED) $(BIN)/python -m pytest -s tests/fuzz
	@$(BIN)/python -m tests.fuzz.guided --cases $(CASES) --seed $(SEED)

check: .venv/dev  ## ruff, mypy and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

sample: .venv/dev  ## write data/sample anew from its seed
	@$(BIN)/python -m data.generator --out data/sample

docs: .venv/dev  ## write the generated pages: dictionary and rules
	@$(BIN)/python -m pipelines.contracts.dictionary docs/dictionary.md
	@$(BIN)/python -m pipelines.rules.pages

bench: .venv/dev  ## the benchmarks; results in benchmarks/results
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[benchmarks]'
	@for each in identity identity_nights ingestion nights region_bytes region_truth; do $(BIN)/python -m benchmarks.$$each || exit 1; done
	@$(BIN)/python -m benchmarks.night --folder var/nation && $(BIN)/python -m benchmarks.night_pandas --folder var/nation

clean:  ## remove what runs left behind (var/), not the environment
	rm -rf var

.venv/run: pyproject.toml constraints.txt
	@echo "setting up .venv (about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev: .venv/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres]'
	@touch $@
