# The two commands that matter: make run, make test. The rest is for working on the project.

GO      ?= go
STORE   ?= sqlite:var/paris.db
LISTEN  ?= 127.0.0.1:8080
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.DEFAULT_GOAL := help
.PHONY: help run test test-neo4j neo4j build web generate lint bench fuzz clean need-go need-java need-node need-python

# TestLarge on SQLite is left out where the race detector is: it would take ten times as long, and show nothing that the
# conformance suite doesn't. The tests that start Neo4j take a run of their own, after the others: beside the race detector's they would be slower
# than one after the other, and servers that start would run out of time.
NEO4J_PACKAGES = ./graph/neo4j/... ./internal/neo4jserver/... ./cmd/pactgraph ./docs

help: ## Show what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build ## Build, load the Paris data, serve at http://127.0.0.1:8080; STORE=neo4j starts Neo4j for it
ifeq ($(STORE),neo4j)
	$(GO) build -o bin/neo4jserver ./internal/neo4jserver/cmd
	bin/neo4jserver -dir var/neo4j -password-file var/neo4j-password -- \
		sh -c 'bin/pactgraph load data/paris-2026 && exec bin/pactgraph serve --listen "$$0"' '$(LISTEN)'
else
	bin/pactgraph load --store '$(STORE)' data/paris-2026
	bin/pactgraph serve --store '$(STORE)' --listen '$(LISTEN)'
endif

test: need-go need-java need-python web ## Run every test, on SQLite and on real Neo4j servers
	$(GO) test -race -timeout 30m $$($(GO) list ./... | grep -vE '/neo4j|/cmd/pactgraph$$|/docs$$')
	$(GO) test -timeout 10m -run '^TestLarge$$' ./graph/sqlite
	$(GO) test -timeout 60m -p 1 $(NEO4J_PACKAGES)

test-neo4j: need-go need-java ## Test the store on Neo4j alone, on real servers (JDK 17 or 21+ and Maven, or Docker)
	$(GO) test -timeout 60m -p 1 $(NEO4J_PACKAGES)

neo4j: need-go ## Start a real Neo4j in the foreground (JDK 17 or 21+ and Maven, or Docker)
	$(GO) run ./internal/neo4jserver/cmd -dir var/neo4j -port 7687

build: need-go web
	$(GO) build -ldflags '-X main.version=$(VERSION)' -o bin/pactgraph ./cmd/pactgraph

web: need-node ## Build what the browser is served, from npm packages pinned in web/
	@scripts/web.sh

generate: need-go ## Make the generated code again
	$(GO) generate ./...

lint: need-go ## Check formatting, vet, staticcheck, and that the generated code is up to date
	@scripts/lint.sh

bench: need-go ## Measure, and print ratios (Neo4j: JDK 17 or 21+, Maven; npm); BENCH='-skip peer' leaves parts out
	$(GO) run ./bench $(BENCH)

fuzz: need-go ## Fuzz the bundle reader for a minute
	$(GO) test -run '^$$' -fuzz FuzzRead -fuzztime 60s ./loader

clean: ## Remove what was built
	rm -rf bin var server/assets/dist web/node_modules

need-go:
	@scripts/need.sh go
need-java:
	@scripts/need.sh java
need-node:
	@scripts/need.sh node
need-python:
	@scripts/need.sh python
