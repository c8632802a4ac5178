# Two commands are enough: `make run` and `make test`. Each sets up what it needs.

SHELL := /bin/bash
export CGO_ENABLED ?= 1

VERSION := $(shell sed -n 's/^ *Version *= *"\(.*\)"/\1/p' FyneApp.toml)
# release: no FyneApp.toml is read from the current folder; migrated_fynedo: Fyne
# need not guess which goroutine draws.
TAGS := release,migrated_fynedo,no_emoji
LDFLAGS := -s -w -X main.version=$(VERSION)

.PHONY: run build setup test vet lab bench race e2e clean

run: build
	@.ci/run-window ./fix502

build: setup
	@.ci/say-first-build -trimpath -tags $(TAGS)
	go build -trimpath -buildvcs=false -tags $(TAGS) -ldflags '$(LDFLAGS)' -o fix502 .

setup:
	@.ci/setup build

# ci: Fyne draws in memory. No test opens a real window, and so none waits for the
# OpenGL layer to be compiled. vet has looked at the tests already.
test: setup vet
	go test -vet=off -tags ci ./...

# The code for the other systems is looked at here too; see .ci/vet.
vet: setup
	@.ci/say-first-build -tags ci
	.ci/vet

# Real faults in network namespaces; see .ci/lab. It ends with a table.
lab: build
	@.ci/setup lab
	.ci/lab

# How long a check takes, against the answers that it waits for, curl and dig.
bench: build
	@.ci/setup bench
	.ci/bench

# The race detector over everything that works side by side. The window's own tests
# are left out: Fyne would have to be compiled anew, which takes longer than all this.
race: setup
	go test -race -vet=off -tags ci ./checks/... ./wizard ./wizard/terminal ./platform/...

e2e: build
	@.ci/setup e2e
	.ci/e2e

clean:
	rm -rf fix502 fix502.exe .build .e2e .lab .bench
