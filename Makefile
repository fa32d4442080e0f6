# `make serve` and `make test` do everything on a fresh machine; the others are their parts. `make help` lists them.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 5005
BIN := .venv/bin
STAMP := .venv/.installed
BROWSER := tests/browser
MODULES := $(BROWSER)/node_modules/.installed
NODE := sh scripts/node.sh
MODEL_CODE := $(wildcard signpost/plugins/message_*.py signpost/plugins/sentence_*.py signpost/plugins/answer_*.py) signpost/plugins/question_encoder.py signpost/plugins/training_targets.py $(addprefix signpost/,answer_finder.py classifier.py likeness.py reading.py language.py understanding.py safety.py)
SOURCES := config.yml domain.yml $(shell find data -name "*.yml") $(shell find policies_kb -name force.yml -o -path "*/answers/*.yml") $(MODEL_CODE)
# As the server reads: one message, one processor.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1
export RASA_TELEMETRY_ENABLED := false
# Without compiled files every start would compile TensorFlow and Rasa anew.
unexport PYTHONDONTWRITEBYTECODE
export TF_CPP_MIN_LOG_LEVEL := 2
export UV_PYTHON_PREFERENCE ?= managed
.DEFAULT_GOAL := help
.PHONY: help install train serve test services browsers browser-test check shots widget-figures bench prove cluster-test brief-cluster-test offline-test sbom audit talk transcripts ids nlu-report answers-report lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | column -t -s ':'

install: $(STAMP) ## make the environment in .venv, pinned with hashes

$(STAMP): requirements.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/install.sh
	@touch $(STAMP)

train: models/signpost.tar.gz ## train the model, if anything it is made from is newer

models/signpost.tar.gz: $(STAMP) $(SOURCES)
	@$(BIN)/signpost check > /dev/null
	@echo "Training (four to eight minutes)..."
	@$(BIN)/rasa train --skip-validation --fixed-model-name signpost --out models > models.log 2>&1 || { cat models.log; exit 1; }
	@rm -f models.log && touch $@

serve: train ## serve the page and the channel at http://HOST:PORT/signpost/
	@exec $(BIN)/signpost serve --host $(HOST) --port $(PORT)

test: train browsers services ## the whole test suite
	@$(BIN)/python -m pytest -n 2 --dist loadfile
	@$(MAKE) --no-print-directory -j 2 --output-sync=target browser-test brief-cluster-test

services: # Debian's PostgreSQL, Redis and nginx, of which tests start their own
	@sh scripts/services.sh

browser-test: train browsers ## the part of it that drives Chromium and Firefox
	@$(NODE) node $(BROWSER)/run.mjs $(ARGS)

browsers: $(MODULES) # Debian's own, and what drives them
	@sh scripts/browsers.sh

# Node may come from .venv, so that is made first; that it is newer is no reason to install again.
$(MODULES): $(BROWSER)/package-lock.json $(BROWSER)/package.json | $(STAMP)
	@echo "Installing what drives the browsers..."
	@$(NODE) npm --prefix $(BROWSER) ci --silent --no-progress
	@touch $@

check: $(STAMP) $(MODULES) ## formatter, linter, types, knowledge base, documentation
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(NODE) $(BROWSER)/node_modules/.bin/prettier --config $(BROWSER)/prettier.config.js --log-level warn --check "widget/*.js" "$(BROWSER)/*.{js,mjs}"
	@$(NODE) $(BROWSER)/node_modules/.bin/eslint --config $(BROWSER)/eslint.config.js widget $(BROWSER)
	@$(NODE) $(BROWSER)/node_modules/.bin/tsc --project $(BROWSER)
	@$(BIN)/signpost check
	@$(BIN)/python -m pytest -q tests/test_docs.py tests/test_architecture.py tests/kb

shots: train browsers ## pictures of every state of the widget, into var/shots/
	@$(NODE) node $(BROWSER)/shots.mjs

widget-figures: train browsers ## measure the widget: size, first paint, turns, Lighthouse
	@$(NODE) node $(BROWSER)/measure.mjs

bench: train ## measure speed and memory beside a stock Rasa bot (ARGS="--train" trains ours too)
	@$(BIN)/python -m scripts.bench $(ARGS)

prove: train ## search everything the service can write for what was typed
	@$(BIN)/python -m scripts.prove $(ARGS)

cluster-test: train services ## several workers over PostgreSQL, Redis and nginx, with parts that fail
	@$(BIN)/python -m scripts.cluster_test $(ARGS)

brief-cluster-test: train services # as a part of `make test`: most of its time it waits, so it runs beside another
	@$(BIN)/python -m scripts.cluster_test --brief

offline-test: train ## the Python tests with no network but loopback
	@sh scripts/no_network.sh $(BIN)/python -m pytest -n 2 --dist loadfile

talk: train ## the same assistant in a terminal
	@$(BIN)/python -m signpost.talk

transcripts: train ## make docs/examples/ anew from the running service
	@$(BIN)/python -m scripts.transcripts

ids: $(STAMP) ## make docs/reference/ids.md anew from the knowledge base
	@$(BIN)/python -m scripts.ids_page

nlu-report: train ## measure what is understood, beside Rasa's default pipeline
	@$(BIN)/python -m scripts.nlu_report $(ARGS)

answers-report: train ## measure how questions are answered
	@$(ONE_THREAD) $(BIN)/python -m scripts.answers_report

sbom: $(STAMP) ## write docs/reference/sbom.json anew from the pins
	@$(BIN)/python -m scripts.sbom

audit: $(STAMP) ## ask the advisory services about every pinned package
	@$(BIN)/python -m scripts.audit $(ARGS)

lock: $(STAMP) ## upgrade every dependency within pyproject.toml and pin it again
	@$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.txt

clean: ## remove what was made: environment, models, conversations, caches
	rm -rf .venv models var $(BROWSER)/node_modules .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
