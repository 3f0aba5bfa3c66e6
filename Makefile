# make help lists what can be done here. Nothing has to be set up first: demo and test build .venv themselves.

.DEFAULT_GOAL := help
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
LOCK := runtime
COMPILE := uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-strip-extras --no-header --no-annotate --python-version 3.11 --quiet

.PHONY: help demo test test-fast torture bench bundle pictures lock lint types format coverage clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## a home with invented figures, one report mailed to a local outbox, and the pages on 127.0.0.1:8000
	@exec $(BIN)/monitor demo

test: lint types ## all checks and tests; the last line counts the parts skipped for lack of something (none may be with CI=1)
	@parts=$$(mktemp) && trap 'rm -f "$$parts"' EXIT \
	&& SKIPPED_PARTS_FILE="$$parts" $(BIN)/python -m pytest -q -n 2 --dist worksteal \
	&& echo "make test: ok; skipped parts: $$(cat "$$parts")"

test-fast: $(DEV) ## the tests that need neither PostgreSQL nor a browser, in under 30 s
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not postgres and not browser and not slow and not torture"

torture: $(DEV) ## the long runs: crashes, contention, and every property with many more examples
	@HYPOTHESIS_PROFILE=torture $(BIN)/python -m pytest -q -n 2 -m "not browser"

bench: $(DEV) ## the benchmarks; SIZE=10M chooses the number of observations
	@$(BIN)/python -m tests.benchmarks $(if $(SIZE),--size $(SIZE))

bundle: $(RUNTIME) ## one archive in dist/ to install from without a network, for this platform and Python (LOCK=dev: with the tests' needs)
	@LOCK=$(LOCK) tools/make-bundle

pictures: $(DEV) ## make docs/pictures/ anew from the demonstration (developers only, needs a chromium)
	@PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/python tools/make-pictures

lock: ## compile requirements/*.in to requirements/*.txt (developers only, needs uv; UPGRADE=1 takes newer versions)
	@cd requirements && $(COMPILE) $(if $(UPGRADE),--upgrade) dev.in -o dev.txt && $(COMPILE) -c dev.txt runtime.in -o runtime.txt

lint: $(DEV) ## ruff, the layout of the code, and the import contracts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-cache --no-logo

types: $(DEV) ## mypy, strict
	@$(BIN)/mypy

format: $(DEV) ## lay out the code and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

coverage: $(DEV) ## which lines of monitor/ no test runs
	@$(BIN)/python -m pytest -q -n 2 --cov --cov-report term

clean: ## remove .venv, caches and dist; var/ and its data stay
	@rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .import_linter_cache
	@find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

$(RUNTIME): requirements/runtime.txt pyproject.toml tools/make-venv
	@tools/make-venv runtime
	@touch $@

$(DEV): requirements/dev.txt requirements/runtime.txt pyproject.toml tools/make-venv
	@tools/make-venv dev
	@touch $(RUNTIME) $@
