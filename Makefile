# make book   sets up and builds the Bi-Borough book      make test   sets up and runs every test
# make lint   style, types, import contracts              make clean  removes what can be made again
# make test-all  every test, every page of all 153 authorities, more kills (half an hour more)
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: book test test-all lint clean
book: .venv/book.done
	$(BIN)/needsbook build

test: .venv/test.done
	$(BIN)/python -m pytest

# Every test, and every page of all 153 authorities: some twenty seconds of a free core each.
test-all: .venv/test.done
	NEEDSBOOK_ALL_AREAS=1 $(BIN)/python -m pytest --dist load

lint: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/reach.py

clean:
	rm -rf build .venv

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/book.done: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/test.done: requirements-test.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@ .venv/book.done
