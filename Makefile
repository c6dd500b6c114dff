# The two commands that matter: make run, make test. The rest is for working on the project.

GO      ?= go
STORE   ?= sqlite:var/paris.db
LISTEN  ?= 127.0.0.1:8080
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.DEFAULT_GOAL := help
.PHONY: help run test test-neo4j test-web test-superset neo4j superset build web python notebooks generate lint bench screenshots fuzz clean need-go need-java need-node need-python need-chromium need-superset

# The race detector makes SQLite ten times as slow: it watches what works at the same time, and not what one goroutine asks and
# compares; all of that runs once more without it. The tests that start Neo4j take a run of their own, after the others: beside the
# race detector's they would be slower than one after the other, and servers that start would run out of time. Programs of others are
# run without it: they aren't ours to watch.
ONE_GOROUTINE = TestStoreKeepsTheContract/(Read|Revert|Choice|Merge|Search|Explore|Group|Random)|TestKilledLoadLeavesOldOrNew
NEO4J_PACKAGES = ./graph/neo4j/... ./internal/neo4jserver/... ./cmd/pactgraph ./dashboards/grafana ./docs
UNWATCHED = ./graph/sqlite ./clients ./export ./notebooks

help: ## Show what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

run: build ## Build, load the Paris data, serve at http://127.0.0.1:8080; STORE=neo4j starts Neo4j for it
ifeq ($(STORE),neo4j)
	$(GO) build -o bin/neo4jserver ./internal/neo4jserver/cmd
	bin/neo4jserver -dir var/neo4j -password-file var/neo4j-password -- \
		sh -c 'bin/pactgraph load data/paris-2026 && exec bin/pactgraph serve --listen "$$0"' '$(LISTEN)'
else
	bin/pactgraph load --store '$(STORE)' data/paris-2026
	bin/pactgraph serve --store '$(STORE)' --listen '$(LISTEN)'
endif

test: need-go need-java need-python need-chromium web ## Run every test, on SQLite, on real Neo4j servers, and in a real browser
	$(GO) test -race -timeout 30m -skip '$(ONE_GOROUTINE)' $$($(GO) list ./... | grep -vE '/neo4j|/cmd/pactgraph$$|/clients$$|/dashboards/grafana$$|/docs$$|/export$$|/notebooks$$|/web/test$$')
	$(GO) test -timeout 30m $(UNWATCHED)
	$(GO) test -timeout 60m -p 1 -skip '^TestSuperset$$' $(NEO4J_PACKAGES) ./web/test

test-neo4j: need-go need-java ## Test the store on Neo4j alone, on real servers (JDK 17 or 21+ and Maven, or Docker)
	$(GO) test -timeout 60m -p 1 $(NEO4J_PACKAGES)

test-web: need-go need-java need-python need-chromium web ## Test the explorer and the notebook widget alone, in a real Chromium, the explorer on both stores
	$(GO) test -count=1 -timeout 20m -v -skip '^TestSuperset' ./web/test

test-superset: need-go need-superset need-chromium web ## Test the dashboard in Apache Superset, which is installed, in a real Chromium
	$(GO) test -count=1 -timeout 20m -v -run '^TestSuperset' ./web/test

neo4j: need-go ## Start a real Neo4j in the foreground (JDK 17 or 21+ and Maven, or Docker)
	$(GO) run ./internal/neo4jserver/cmd -dir var/neo4j -port 7687

superset: need-superset ## Install Apache Superset, and show in it what make run serves, at http://127.0.0.1:8088; PACTGRAPH_URL=… another Pactgraph
	@scripts/superset.sh

build: need-go web
	$(GO) build -ldflags '-X main.version=$(VERSION)' -o bin/pactgraph ./cmd/pactgraph

web: need-node ## Build what the browser is served, from npm packages pinned in web/
	@scripts/web.sh

python: need-node need-python ## Build the Python package with its widget: a wheel in clients/python/dist
	@scripts/python.sh

notebooks: build need-python ## Open JupyterLab on the notebooks, for the graph that make run serves
	@scripts/python.sh widget
	@scripts/notebooks.sh $(NOTEBOOKS)

generate: need-go ## Make the generated code again
	$(GO) generate ./...

lint: need-go need-node ## Check formatting, vet, staticcheck, the explorer's types, and that the generated code is up to date
	@scripts/lint.sh

bench: need-go need-chromium web ## Measure, and print ratios (Neo4j: JDK 17 or 21+, Maven; npm; Chromium); BENCH='-skip peer' leaves parts out
	$(GO) run ./bench $(BENCH)

screenshots: build need-chromium ## Take pictures of every view of the explorer into var/screenshots; docs/screenshots has the README's
	@scripts/screenshots.sh

fuzz: need-go ## Fuzz the bundle reader for a minute
	$(GO) test -run '^$$' -fuzz FuzzRead -fuzztime 60s ./loader

clean: ## Remove what was built
	rm -rf bin var server/assets/dist web/node_modules web/test/node_modules clients/python/dist clients/python/widget/node_modules clients/python/src/pactgraph/static

need-go:
	@scripts/need.sh go
need-java:
	@scripts/need.sh java
need-node:
	@scripts/need.sh node
need-python:
	@scripts/need.sh python
need-chromium:
	@scripts/need.sh chromium
need-superset:
	@scripts/need.sh superset
