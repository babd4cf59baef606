VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PIP := -m pip --quiet --disable-pip-version-check
# With what builds the package too, so that installing it asks for nothing that no lock names.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --build-deps-for editable --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: demo test soak lint docs quality bench lock clean

# The program and what it needs; made again when its lock or the project file changes.
$(VENV)/.program: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) install --require-hashes -r requirements.txt
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation -e .
	touch $@

# That, and everything the tests need.
$(VENV)/.installed: $(VENV)/.program requirements-dev.txt
	$(BIN)/python $(PIP) install --require-hashes -r requirements-dev.txt
	touch $@

demo: $(VENV)/.program
	$(BIN)/mandates search cybercrime

# In random order: pytest prints the seed, and `pytest --randomly-seed=N` repeats it.
test: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

# What takes longer: many more moments of interruption.
soak: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 --dist worksteal -m soak

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# docs/ and man/: what is made from the program, then the pages as a site in build/docs.
docs: $(VENV)/.installed
	$(BIN)/python tools/documentation.py
	$(BIN)/zensical build --clean --strict

# How good answers are, as figures.
quality: $(VENV)/.installed
	$(BIN)/python -m pytest -s tests/quality

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/fetch.py
	$(BIN)/python benchmarks/parse.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/lineage.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/archive.py
	$(BIN)/python benchmarks/export.py
	$(BIN)/python benchmarks/explorer.py

# Both locks: what the program needs, and what its tests need besides. Versions stay unless pyproject.toml rules them out.
lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python $(PIP) install pip-tools
	$(COMPILE) -o requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
