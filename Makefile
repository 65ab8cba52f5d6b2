# Every target runs on the system's Python, never on a pyenv or conda one that happens to be first on PATH.
export PATH := /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONUSERBASE VIRTUAL_ENV

python := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test test-long bench lint install uninstall setup clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

setup:
	@tools/setup.sh

demo: setup ## simulate a scene, join its layers at MODIS's 1 km and check them against the truth
	@QT_QPA_PLATFORM="$${QT_QPA_PLATFORM:-offscreen}" $(python) examples/demo.py $(ARGS)

test: setup ## run the tests; ARGS="..." goes to pytest
	@QT_QPA_PLATFORM="$${QT_QPA_PLATFORM:-offscreen}" $(python) -m pytest $(ARGS)

test-long: setup ## run all tests, the long ones too
	@QT_QPA_PLATFORM="$${QT_QPA_PLATFORM:-offscreen}" $(python) -m pytest -m "long or not long" $(ARGS)

bench: setup ## compare our speed with GDAL's
	@for benchmark in benchmarks/*.py; do echo "$$benchmark"; $(python) "$$benchmark" $(ARGS) || exit 1; done

lint: ## run flake8, where it is installed
	@command -v flake8 >/dev/null || { echo "flake8 is not installed: apt-get install flake8"; exit 1; }
	@flake8 --max-line-length 120 --exclude .venv,.git

install: setup ## link and enable the plugin in your default QGIS profile
	@/usr/bin/python3 tools/install.py install

uninstall: ## undo make install
	@/usr/bin/python3 tools/install.py uninstall

clean: ## remove .venv and whatever runs left behind
	@rm -rf .venv .pytest_cache .hypothesis demo_output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
