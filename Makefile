VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PIP := -m pip --quiet --disable-pip-version-check
# What is not imported need not be compiled, and what is is compiled then.
INSTALL := $(PIP) install --no-compile
# With what builds the package too, so that installing it asks for nothing that no lock names.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --build-deps-for editable --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: demo test soak fuzz mutation lint docs quality bench audit release oldest lock clean

# The program and what it needs; made again when its lock or the project file changes.
$(VENV)/.program: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(INSTALL) --require-hashes -r requirements.txt
	$(BIN)/python $(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

# That, and everything the tests need.
$(VENV)/.installed: $(VENV)/.program requirements-dev.txt
	$(BIN)/python $(INSTALL) --require-hashes -r requirements-dev.txt
	touch $@

demo: $(VENV)/.program
	$(BIN)/mandates search cybercrime

# Three at once on two cores, since many wait for a server or the disk. In random order: pytest prints the seed, and `pytest --randomly-seed=N` repeats it. The types are checked meanwhile.
test: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy & types=$$!; $(BIN)/python -m pytest -n 3 --dist worksteal; tests=$$?; wait $$types && exit $$tests

# What takes longer: many more moments of interruption.
soak: $(VENV)/.installed
	$(BIN)/python -m pytest -n 3 --dist worksteal -m soak

# The readers of others' bytes, each for a while; SECONDS=1800 before a release.
SECONDS ?= 60
fuzz: $(VENV)/.installed
	$(BIN)/python tests/fuzz/run.py all --seconds $(SECONDS) --runs 100000000 --seed $$(date +%s)

# The program changed a little, so many times a module: what its tests do not notice is in build/mutants.
SAMPLE ?= 30
mutation: $(VENV)/.installed
	$(BIN)/python tests/mutants/run.py --sample $(SAMPLE)

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

$(VENV)/.release: requirements-release.txt
	$(PYTHON) -m venv $(VENV)/release
	$(VENV)/release/bin/python $(INSTALL) --require-hashes -r requirements-release.txt
	touch $@

# The locks against a database of known vulnerabilities; exit code 77 where none can be asked, which is no pass.
audit: $(VENV)/.release
	$(VENV)/release/bin/python tools/audit.py

# Wheel, source and what the program is made of (SBOM) in dist/: the same bytes from the same commit, whoever makes them.
release: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
release: $(VENV)/.release
	rm -rf dist
	$(VENV)/release/bin/python -m hatchling build -d dist
	$(VENV)/release/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON \
		-o dist/sbom.cdx.json requirements.txt
	cd dist && sha256sum * > SHA256SUMS

# The suite with the lowest version of each library that pyproject.toml allows. The anyio that goes with them has a
# plugin that a later pytest warns of.
oldest: $(VENV)/.installed
	$(PYTHON) -m venv $(VENV)/oldest
	$(VENV)/oldest/bin/python $(INSTALL) --require-hashes -r requirements-dev.txt
	$(BIN)/python tools/bounds.py | $(VENV)/oldest/bin/python $(INSTALL) -r /dev/stdin -e .
	$(VENV)/oldest/bin/python -m pytest -p no:anyio -n 3 --dist worksteal

# The locks: what the program needs, what its tests need besides, and what a release is made with. Versions stay unless
# pyproject.toml rules them out.
lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python $(INSTALL) pip-tools
	$(COMPILE) -o requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt -o requirements-dev.txt pyproject.toml
	$(COMPILE) --extra release --constraint requirements-dev.txt -o requirements-release.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
