# The table of contents of guardbench: a bare `make` lists the targets. Logic is in Swift, and a
# little in scripts/. `make` itself exits with 2 when a target fails; for the exit codes of
# docs/measuring.md, call .build/release/guardbench.

SHELL := /bin/bash

# What is passed on to the program that a target runs: make bench ARGUMENTS='--profile full'
ARGUMENTS ?=

# The processor to compile for, chosen from this machine's flags; empty for the plain one. It changes
# which guard wins (a 128-bit load becomes one instruction), so the program records it.
TARGET_CPU ?= $(shell scripts/target-cpu)
RELEASE = -c release --traits Jemalloc$(if $(TARGET_CPU), -Xswiftc -target-cpu -Xswiftc $(TARGET_CPU))
TOOLCHAIN = $(shell swift --version 2>/dev/null | head -n 1)
DEFINITIONS = -Xcc '-DGUARDBENCH_BUILD_FLAGS="$(RELEASE)"' -Xcc '-DGUARDBENCH_TOOLCHAIN="$(TOOLCHAIN)"'

GUARDBENCH := $(CURDIR)/.build/release/guardbench
TEST := swift test --disable-xctest
# The modules whose threads meet. jemalloc stays off: the sanitizer has an allocator of its own.
SANITIZED ?= ReactorTests|GuardedServerTests|$(STRESSED)
THREAD_SANITIZED := --sanitize thread --scratch-path .build-tsan -Xswiftc -DTHREAD_SANITIZER
# The guards on real threads, with the plays that a sanitizer must see through.
STRESSED := VerificationTests.Stress|VerificationTests.LateUse

# The run that README's answer and table are made from.
RUN ?= $(lastword $(sort $(wildcard results/reference-*)))

# A crash ends at once; Swift's backtracer would hold the pipes open for minutes.
export SWIFT_BACKTRACE := enable=no
# Otherwise Swift Testing takes a backtrace at every throw, and the model checker ends each replay by one.
export SWT_SWIFT_ERROR_BACKTRACING_ENABLED := 0

.DEFAULT_GOAL := help
.PHONY: help setup build bench verify check baseline check-selftest check-aa check-power check-edits checker-rate test lint format sanitize smoke verify-deep torture try-hard kill-matrix instructions peers example yardstick reference readme history clean

help:
	@sed -n 's/^## /  make /p' Makefile

## setup      install the Debian packages that are missing
setup:
	@scripts/install-packages binutils libjemalloc-dev pkg-config

## build      build guardbench, optimised for this processor, with jemalloc's counters
build: setup
	@echo "target cpu: $(or $(TARGET_CPU),plain $(shell uname -m))"
	@scripts/record-revision
	swift build --product guardbench $(RELEASE) $(DEFINITIONS)

## bench      answer the note's question on this machine (5 minutes); ARGUMENTS='--profile full'
bench: build
	$(GUARDBENCH) bench $(ARGUMENTS)

## verify     prove that every strategy keeps its contract, and write the certificates
verify: build
	$(GUARDBENCH) verify $(ARGUMENTS)

## checker-rate  say how many executions a second the model checker makes
checker-rate: build
	$(GUARDBENCH) verify --rate

## test       build and run all tests; ARGUMENTS='--filter ProbeTests'
test: build
	@scripts/install-packages binutils libxml2-utils python3-venv valgrind
	@scripts/change-points --install || echo 'the tests of change points are left out'
	GUARDBENCH='$(GUARDBENCH)' $(TEST) --traits Jemalloc $(ARGUMENTS)
	$(if $(ARGUMENTS),,GUARDBENCH_LIVE='$(GUARDBENCH)' $(TEST) --skip-build --traits Jemalloc --filter LiveCheckTests)

## lint       check the format of Swift and the scripts, changing nothing
lint:
	@scripts/install-packages shellcheck
	swift format lint --strict -r Package.swift Plugins Sources Tests Examples $(wildcard Benchmarks/*.swift Benchmarks/Sources Benchmarks/Tests)
	shellcheck $(shell grep -slE '^#!.*sh\b' scripts/*) .ci/run

## format     bring Swift into the agreed form
format:
	swift format -i -r Package.swift Plugins Sources Tests Examples $(wildcard Benchmarks/*.swift Benchmarks/Sources Benchmarks/Tests)

# The plays that the thread sanitizer must see through are optimised. Unoptimised, generic code asks
# Swift's runtime for its types at each access, and the runtime's locks order the threads that meet
# (docs/verification.md).
## sanitize   run what meets on threads under the thread sanitizer, the guards' stress under the address sanitizer too
sanitize:
	swift build -c release $(THREAD_SANITIZED) --product killmatrix
	KILLMATRIX='$(CURDIR)/.build-tsan/release/killmatrix' TSAN_OPTIONS=history_size=7 $(TEST) $(THREAD_SANITIZED) --filter '$(SANITIZED)'
	ASAN_OPTIONS=detect_leaks=0 $(TEST) --sanitize address --scratch-path .build-asan -Xswiftc -DADDRESS_SANITIZER --filter '$(STRESSED)'

## smoke      run every scenario for moments and check what it writes
smoke: build
	GUARDBENCH_SMOKE='$(GUARDBENCH)' $(TEST) --traits Jemalloc --filter SmokeTests

## verify-deep  explore every scenario and 40,000 random programs to the end
verify-deep:
	GUARDBENCH_FUZZ=40000 $(TEST) -c release --scratch-path .build-verify --filter '^(ModelChecker|Verification)Tests'

## torture    put every guard under stress from many seeds, then try-hard; SEEDS=60 SEED=1 BATCHES=100, or REPLAY=...
SEEDS ?= 60
SEED ?= 1
BATCHES ?= 100
# What the report of a violation ends with: that batch is played alone, BATCHES times at most.
REPLAY ?=
torture:
	GUARDBENCH_STRESS_SEEDS=$(SEEDS) GUARDBENCH_STRESS_SEED=$(SEED) GUARDBENCH_STRESS_BATCHES=$(BATCHES) \
	  $(if $(REPLAY),GUARDBENCH_STRESS_REPLAY='$(REPLAY)') $(TEST) -c release --scratch-path .build-verify \
	  --filter 'VerificationTests.$(if $(REPLAY),StressReplayTests,StressTests)'
	$(if $(REPLAY),,$(MAKE) try-hard)

## try-hard   give the program senseless options, stored files and frames (at most ten minutes)
try-hard: build
	@scripts/install-packages python3
	scripts/try-hard --self-test
	scripts/try-hard $(GUARDBENCH) $(ARGUMENTS)

## kill-matrix  look for every mutant on every rung, or for one STRATEGY's; rewrites results/verification
STRATEGY ?=
kill-matrix:
	swift build -c release --scratch-path .build-verify --product mutantbench
	swift run -c release --scratch-path .build-verify killmatrix results/verification $(STRATEGY)

## yardstick  measure server and load generator against their C peers; ARGUMENTS='--pairs 30'
yardstick: build
	$(MAKE) -C Benchmarks yardstick MARCH='$(TARGET_CPU)' ARGUMENTS='$(ARGUMENTS)'

## instructions  count a guard's instructions per acquire and release, beside twins in C
instructions: build
	@scripts/install-packages binutils valgrind
	$(MAKE) -C Benchmarks instructions MARCH='$(TARGET_CPU)' ARGUMENTS='$(ARGUMENTS)'

## peers      test the C peers, and that the twins of our guards do what ours do
peers:
	$(MAKE) -C Benchmarks test MARCH='$(TARGET_CPU)'

## check      say whether the working tree is slower than BASE (origin/main); the exit code is the program's own
BASE ?= origin/main
check: build
	@scripts/install-packages binutils valgrind
	$(GUARDBENCH) check --base '$(BASE)' $(ARGUMENTS)

## baseline   renew the stored run that `guardbench check --baseline results/baseline` compares with
baseline: build
	scripts/renew-baseline $(GUARDBENCH) $(ARGUMENTS)

## check-selftest  prove the check's decision on synthetic samples (seconds; part of make test)
check-selftest:
	$(TEST) -c release --scratch-path .build-verify --filter '^MeasurementTests\.(Check|Ledger|Baseline|Binomial)'

## check-aa   how often the check raises a false alarm: identical arms, and beside a busy process (hours; resumes)
FOR ?= 24h
check-aa: build
	$(GUARDBENCH) study --kind aa --checks 299 --for $(FOR)
	$(GUARDBENCH) study --kind aa-under-load --budget 30s --checks 59 --for $(FOR)
	$(GUARDBENCH) study --show --into docs/check.md

## check-power  how often it finds a slowdown of 2, 5, 10 and 20 percent (hours; resumes)
# 92 of 93 are at least 95 %, at 95 %; the other sizes, 29 checks each, draw the curve around it.
check-power: build
	code=0; \
	study() { \
	  $(GUARDBENCH) study --kind power --slowdown $$1 --budget 60s --checks $$2 --for $(FOR); \
	  case $$? in 0) ;; 130) exit 130 ;; *) code=1 ;; esac; \
	}; \
	study 5 93; study 10 29; study 2 29; study 20 29; \
	$(GUARDBENCH) study --show --into docs/check.md && exit $$code

## check-edits  try the check on two edits of `packed`, 20 times each: a comment, and one more locked add
check-edits: build
	@scripts/install-packages binutils valgrind
	scripts/try-check $(GUARDBENCH)

## reference  run the full profile (150 minutes) into results/reference-<date>
reference: build
	$(GUARDBENCH) bench --profile full --output results/reference-$(shell date -u +%F) $(ARGUMENTS)

## readme     fill README: the strategies, and the answer of results/reference-* (the latest, or RUN=...)
readme: build
	$(GUARDBENCH) list --into README.md
	@test -n '$(RUN)' || { echo 'there is no results/reference-* yet: make reference, or RUN=...'; exit 2; }
	$(GUARDBENCH) report --run $(RUN) --into README.md

## history    show what has changed over many runs; ARGUMENTS='add --run results/...' keeps one
history: build
	@scripts/install-packages python3-venv
	$(GUARDBENCH) history $(ARGUMENTS)

ASYNC := Examples/async-server
## example    build the examples, prove the guard of one, and run the server of the other under the thread sanitizer
example:
	swift build --package-path Examples/own-guard
	Examples/own-guard/.build/debug/own-guard list
	Examples/own-guard/.build/debug/own-guard verify --strategy bit-lock --certificates Examples/own-guard/.build/certificates.json
	swift run --package-path $(ASYNC)
	swift run -c release --package-path $(ASYNC) --scratch-path $(ASYNC)/.build-tsan --sanitize thread -Xswiftc -DTHREAD_SANITIZER

## clean      remove what was built; results stay
clean:
	rm -rf .build .build-check .build-tsan .build-asan .build-verify .build-history Examples/own-guard/.build $(ASYNC)/.build $(ASYNC)/.build-tsan
	$(MAKE) -C Benchmarks clean
