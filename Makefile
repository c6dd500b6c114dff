# The two commands that matter: make run, make test. The rest is for working on the project.

GO      ?= go
STORE   ?= sqlite:var/paris.db
LISTEN  ?= 127.0.0.1:8080
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.DEFAULT_GOAL := help
.PHONY: help run test test-neo4j neo4j build web generate lint bench fuzz clean need-go need-node

# The store on Neo4j isn't wired into the program yet; its tests start real servers and take a run of their own.
NEO4J_PACKAGES = ./graph/neo4j/... ./internal/neo4jserver/...

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build ## Build, load the Paris data, serve at http://127.0.0.1:8080
	bin/pactgraph load --store '$(STORE)' data/paris-2026
	bin/pactgraph serve --store '$(STORE)' --listen '$(LISTEN)'

test: need-go web ## Run every test, with the race detector
	$(GO) test -race -timeout 30m $$($(GO) list ./... | grep -v neo4j)
	@echo "The store on Neo4j, which is not part of the program yet, is tested by 'make test-neo4j'."

test-neo4j: need-go ## Test the store on Neo4j, on real servers (JDK 17 or 21+, Maven)
	$(GO) test -timeout 60m $(NEO4J_PACKAGES)

neo4j: need-go ## Start a real Neo4j in the foreground, without Docker (JDK 17 or 21+, Maven)
	$(GO) run ./internal/neo4jserver/cmd -dir var/neo4j -port 7687

build: need-go web
	$(GO) build -ldflags '-X main.version=$(VERSION)' -o bin/pactgraph ./cmd/pactgraph

web: need-node ## Build what the browser is served, from npm packages pinned in web/
	@scripts/web.sh

generate: need-go ## Make the generated code again
	$(GO) generate ./...

lint: need-go ## Check formatting, vet, staticcheck, and that the generated code is up to date
	@scripts/lint.sh

bench: need-go ## Measure, and print ratios
	$(GO) run ./bench

fuzz: need-go ## Fuzz the bundle reader for a minute
	$(GO) test -run '^$$' -fuzz FuzzRead -fuzztime 60s ./loader

clean: ## Remove what was built
	rm -rf bin var server/assets/dist web/node_modules

need-go:
	@scripts/need.sh go
need-node:
	@scripts/need.sh node
