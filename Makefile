# Two commands: `make demo` tries Banyan, `make test` checks everything. Both install what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := build
GO ?= go
STAMP := node_modules/.package-lock.json

.PHONY: build demo test test-go test-browser check generate machine machine-test bench clean

## build: the one binary, bin/banyan
build: bin/banyan

bin/banyan: web/dist/maplibre-gl.js FORCE
	$(GO) build -o bin/banyan ./cmd/banyan

## demo: build, make a fresh demo, serve it, and print the addresses and sign-ins to try
demo: build
	@./bin/banyan demo $(ARGS)

## test: everything, on SQLite and PostgreSQL and in a browser
test: machine-test check test-go test-browser

## check: what a compiler and linters can see
check: $(STAMP) web/dist/maplibre-gl.js
	@test -z "$$(gofmt -l cmd internal web test)" || { echo 'gofmt would change:'; gofmt -l cmd internal web test; exit 1; }
	$(GO) tool templ generate
	@git diff --quiet -- '*_templ.go' || { echo 'generated templates are stale: run make generate and commit'; git --no-pager diff --stat -- '*_templ.go'; exit 1; }
	$(GO) vet ./...
	npm run --silent check

## test-go: the Go tests; a throw-away PostgreSQL cluster serves all packages
test-go:
	scripts/with-postgres $(GO) test -timeout 15m ./...

## test-browser: what a person does, in headless Chromium, against the built binary
test-browser: build $(STAMP)
	scripts/with-postgres npm run --silent test:browser

## generate: pages from their templates
generate:
	$(GO) tool templ generate

$(STAMP): package.json package-lock.json
	npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

# The map library is bundled from npm's lock file and never committed.
web/dist/maplibre-gl.js: $(STAMP) web/bundle/main.go
	$(GO) run ./web/bundle

# Debian's packages for the tests: PostgreSQL, Chromium, fonts of the scripts that the pages are looked at in.
machine-test:
	scripts/install-packages

clean:
	rm -rf bin web/dist/*.js web/dist/*.css

FORCE:
