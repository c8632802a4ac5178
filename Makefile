# Two commands are enough: `make run` and `make test`. Each sets up what it needs.

SHELL := /bin/bash
GO ?= go
export CGO_ENABLED ?= 1

VERSION := $(shell sed -n 's/^ *Version *= *"\(.*\)"/\1/p' FyneApp.toml)
# release: no FyneApp.toml is read from the current folder; migrated_fynedo: Fyne
# need not guess which goroutine draws.
TAGS := release,migrated_fynedo,no_emoji
LDFLAGS := -s -w -X main.version=$(VERSION)

.PHONY: run build setup test test-setup vet e2e clean

run: build
	@.ci/run-window ./fix502

build: setup
	@.ci/say-first-build
	$(GO) build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o fix502 .

setup:
	@.ci/setup build

test: setup vet
	$(GO) test ./...

# The code for the other systems is looked at here too; see .ci/vet.
vet: setup
	@.ci/say-first-build
	.ci/vet

e2e: build
	@.ci/setup e2e
	.ci/e2e

clean:
	rm -rf fix502 fix502.exe .build .e2e
