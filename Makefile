# kse: build, demo, test, bench, soak, publish. Needs the .NET 10 SDK, make, bash and (for nats-server, once) Debian's apt.
SHELL := /bin/bash
CONFIGURATION ?= Release
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export MSBUILDDISABLENODEREUSE := 1
DAEMON := src/KubeStellar.Edge.Daemon
SOURCES := $(shell find src dsl -type f -not -path '*/bin/*' -not -path '*/obj/*') Directory.Build.props Directory.Build.targets Directory.Packages.props
VERSION_RIDS := linux-x64 linux-arm64
HOST_RID := linux-$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x64)
PUBLISHED := out/publish/kse-$(HOST_RID)/kse
PUBLISHED_HUB := out/publish/kse-hub-$(HOST_RID)/kse
PERF := perf/KubeStellar.Edge.Perf

.PHONY: build demo test bench soak soak-tests publish clean nats-server nats-server-oldest
.DEFAULT_GOAL := build

build: bin/kse

bin/kse: $(SOURCES)
	dotnet build $(DAEMON) -c $(CONFIGURATION) -v quiet -nologo
	@mkdir -p bin
	@ln -sfn ../$(DAEMON)/bin/$(CONFIGURATION)/net10.0/kse bin/kse
	@touch -h bin/kse
	@echo "built bin/kse"

nats-server:
	@.ci/get-nats-server

nats-server-oldest: nats-server
	@.ci/get-nats-server --oldest

demo: build nats-server
	@tests/demo/run

test: nats-server nats-server-oldest
	@CONFIGURATION=$(CONFIGURATION) .ci/build
	@mkdir -p bin && ln -sfn ../$(DAEMON)/bin/$(CONFIGURATION)/net10.0/kse bin/kse
	@CONFIGURATION=$(CONFIGURATION) tests/run

# What users run is measured: compiled ahead of time. DAEMON_BIN=bin/kse measures what 'make build' leaves, which compiles itself as it goes.
DAEMON_BIN ?= $(PUBLISHED)
HUB_BIN ?= $(if $(filter $(PUBLISHED),$(DAEMON_BIN)),$(PUBLISHED_HUB),$(DAEMON_BIN))

$(PUBLISHED): $(SOURCES) packaging/publish
	@packaging/publish $(HOST_RID)
	@touch $@

$(PUBLISHED_HUB): $(SOURCES) packaging/publish | $(PUBLISHED)
	@packaging/publish $(HOST_RID):hub
	@touch $@

bench: build nats-server $(DAEMON_BIN) $(HUB_BIN)
	dotnet build $(PERF) -c $(CONFIGURATION) -v quiet -nologo
	@KSE_BIN=$(abspath $(DAEMON_BIN)) KSE_HUB_BIN=$(abspath $(HUB_BIN)) $(PERF)/bin/$(CONFIGURATION)/net10.0/KubeStellar.Edge.Perf $(if $(ONLY),--only $(ONLY)) $(if $(EDGES),--edges $(EDGES)) $(ARGS)

# ONLY=fleet leaves the long tests out. HISTORY=file runs a history again; SHRINK=minutes bounds how long one that fails is made shorter.
soak: build nats-server
	@[[ "$(ONLY)" == fleet ]] || $(MAKE) --no-print-directory soak-tests
	dotnet build $(PERF) -c $(CONFIGURATION) -v quiet -nologo
	@$(PERF)/bin/$(CONFIGURATION)/net10.0/KubeStellar.Edge.Perf --minutes $(or $(MINUTES),5) --seed $(or $(SEED),1) $(if $(EDGES),--edges $(EDGES)) $(if $(HISTORY),--history $(HISTORY)) $(if $(SHRINK),--shrink $(SHRINK)) $(ARGS)

soak-tests: build nats-server
	dotnet build tests/KubeStellar.Edge.Integration.Tests -c $(CONFIGURATION) -v quiet -nologo
	@KSE_SOAK=1 ONLY=Integration CONFIGURATION=$(CONFIGURATION) tests/run
	@for project in Flow Nats LiteDb; do \
	  dotnet build tests/KubeStellar.Edge.$$project.Tests -c $(CONFIGURATION) -v quiet -nologo && \
	  KSE_FUZZ=$(or $(FUZZ),50) ONLY=.$$project. FILTER='*FuzzTests.*' CONFIGURATION=$(CONFIGURATION) tests/run || exit 1; \
	done
	@KSE_SOAK=1 ONLY=.LiteDb. CONFIGURATION=$(CONFIGURATION) tests/run

publish:
	@packaging/publish $(VERSION_RIDS) $(addsuffix :hub,$(VERSION_RIDS))

clean:
	rm -rf bin out .demo
	find src tests perf -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
