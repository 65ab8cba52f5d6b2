# Every target runs on the system's Python, never on a pyenv or conda one that happens to be first on PATH.
export PATH := /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONUSERBASE VIRTUAL_ENV

python := .venv/bin/python
ARGS ?=
# As many processes as there are cores, up to four: QGIS itself and the engine use several threads each.
processes := -n auto --maxprocesses 4 --dist loadscope
languages := $(patsubst %.ts,%.qm,$(wildcard i18n/*.ts))

.DEFAULT_GOAL := help
.PHONY: help demo test test-long bench screenshots docs i18n lint package check install uninstall setup clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

setup:
	@tools/setup.sh

demo: setup ## simulate a scene, join its layers at MODIS's 1 km and check them against the truth
	@QT_QPA_PLATFORM="$${QT_QPA_PLATFORM:-offscreen}" $(python) examples/demo.py $(ARGS)

test: setup docs $(languages) ## run the tests; ARGS="..." goes to pytest
	@QT_QPA_PLATFORM="$${QT_QPA_PLATFORM:-offscreen}" $(python) -m pytest $(processes) $(ARGS)

test-long: setup docs $(languages) ## run all tests, the long ones too
	@QT_QPA_PLATFORM="$${QT_QPA_PLATFORM:-offscreen}" $(python) -m pytest -m "long or not long" $(ARGS)

bench: setup ## compare speed, memory and error with other programs, some 15 minutes; ARGS="--quick" to try it
	@benchmarks/setup.sh
	@$(python) benchmarks/run.py $(ARGS)

screenshots: demo ## take the pictures of docs/dock.md in the QGIS desktop, on the demo's project
	@$(python) tools/screenshots.py demo_output

docs: docs/html/index.html ## build the pages that the Help buttons open

docs/html/index.html: $(wildcard docs/*.md docs/*/*.md) tools/docs.py | setup
	@$(python) tools/docs.py

i18n: setup ## collect what users read into i18n/*.ts, and compile the languages
	@$(python) tools/i18n.py

$(languages): %.qm: %.ts | setup
	@$(python) tools/i18n.py compile

# The site's tools in a virtual environment of their own, which neither QGIS nor the tests see.
.venv-check/stamp: requirements-check.txt | setup
	@echo "Installing flake8, bandit and detect-secrets into .venv-check"
	@/usr/bin/python3 -m venv --clear .venv-check
	@env -u PIP_TARGET -u PIP_PREFIX PIP_USER=0 .venv-check/bin/python -m pip install -qq --disable-pip-version-check \
		--only-binary=:all: -r requirements-check.txt
	@touch $@

lint: .venv-check/stamp ## run flake8
	@.venv-check/bin/python -m flake8 --max-line-length 120 --exclude '.git,.venv*,dist,demo_output'

package: setup ## make dist/*.zip of the last commit, as plugins.qgis.org takes it
	@$(python) tools/package_plugin.py

check: package .venv-check/stamp ## judge that zip by the site's rules, and run the plugin from it
	@$(python) tools/check_package.py .venv-check/bin/python $(ARGS)

install: setup docs $(languages) ## link and enable the plugin in your default QGIS profile
	@/usr/bin/python3 tools/install.py install

uninstall: ## undo make install
	@/usr/bin/python3 tools/install.py uninstall

clean: ## remove .venv and whatever runs left behind
	@rm -rf .venv .venv-check .venv-bench dist .pytest_cache .hypothesis demo_output docs/html i18n/*.qm
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
