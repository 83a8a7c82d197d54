# ollu: `make help` lists what there is.

SHELL   := /bin/bash
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
PROFILE := bench/server.pgo
GOFLAGS_BUILD := -trimpath -pgo=$(PROFILE) -ldflags '-s -w -X main.version=$(VERSION)'
SCRATCH ?= scratch
FUZZTIME ?= 20000x

.PHONY: help run build test race fuzz fuzz-short bench profile lint tools clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## build, and start a server with demo data in ./scratch
	@rm -rf $(SCRATCH)/demo && mkdir -p $(SCRATCH)
	@exec bin/ollu serve --demo --data-dir $(SCRATCH)/demo

build: ## build the programs into bin/
	CGO_ENABLED=0 go build $(GOFLAGS_BUILD) -o bin/ ./cmd/...

test: tools lint race fuzz-short ## install what the tests need, and run them all

race: ## all tests under the race detector; the portal's pages are left in ./scratch/screenshots
	PORTAL_SHOTS=$(CURDIR)/$(SCRATCH)/screenshots go test -race -count=1 -timeout 20m ./...
	cd bench && go test -count=1 -timeout 10m ./...

lint: ## gofmt, go vet and staticcheck
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'these files are not gofmt-ed: run gofmt -w on them'; exit 1; }
	go vet ./... && .tools/staticcheck ./...
	cd bench && go vet ./... && ../.tools/staticcheck ./...

fuzz-short: ## every fuzz target with twenty thousand inputs, a few seconds each
	.ci/fuzz $(FUZZTIME)

fuzz: ## every fuzz target for ten minutes each
	.ci/fuzz 10m

bench: build ## measure, print ratios, write bench/RESULTS.md
	cd bench && go run .

profile: build ## measure anew what the compiler is to optimise for
	cd bench && go run . -profile $(notdir $(PROFILE)) -seconds 2

tools: ## what the tests need beside Go: a proxy, Prometheus, shells, staticcheck
	.ci/install

clean: ## remove what was built and the demo's data
	rm -rf bin $(SCRATCH) .tools
	go clean -testcache
