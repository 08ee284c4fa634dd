# SPDX-License-Identifier: BSD-2-Clause
# rptlint: `make` builds, `make help` lists the rest.  Everything made goes to $(BUILD).

BUILD   ?= build
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
LIBDIR  ?= $(PREFIX)/lib
INCDIR  ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
MANDIR  ?= $(DATADIR)/man
CFLAGS  ?= -O2 -g

# Compilers that `check`, `lint`, `fuzz` and `coverage` use, whatever CC is.
GCC   ?= gcc
CLANG ?= clang

FUZZ_SECONDS ?= 600
BENCH_CFLAGS ?= -O2 -g

# Packages by Debian's names: of the program's build, and of `make check` on top of those.
DEPS       := gcc libc6-dev make pkgconf libidn2-dev libdeflate-dev libgmime-3.0-dev libldns-dev libcurl4-openssl-dev \
              libpcre2-dev
CHECK_DEPS := $(DEPS) g++ clang clang-tidy llvm libclang-rt-dev cppcheck mandoc valgrind libcmocka-dev \
              libjansson-dev libsimdjson-dev rapidjson-dev jq git patch gzip zip bind9-utils nsd knot-dnssecutils ldnsutils \
              unbound bind9 bind9-dnsutils nginx-light openssl python3 python3-yaml ca-certificates nodejs node-js-yaml \
              packer zsh fish bash-completion shellcheck util-linux chromium-headless-shell curl maildrop

# ---- flags -------------------------------------------------------------------------------------

# The header is the one place that knows the version.
VERSION := $(shell sed -n 's/^.define RPTLINT_VERSION "\(.*\)"/\1/p' include/rptlint.h)
SONAME  := librptlint.so.$(firstword $(subst ., ,$(VERSION)))
SHARED  := librptlint.so.$(VERSION)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wvla
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

# INSTRUMENT holds the flags of a sanitizer or of coverage.  _FORTIFY_SOURCE needs an optimizer, and it
# would hide from a sanitizer the calls that it checks itself.
FORTIFY := $(if $(INSTRUMENT),,$(if $(filter -O1 -O2 -O3 -Os -Og,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))

# gcc would load struct members together that were just stored one by one, and wait for the stores each time: in the way
# of a report that costs a tenth (-fno-tree-slp-vectorize).
COMPILE  = $(CC) -std=c11 -Iinclude -Isrc $(WARNINGS) -fstack-protector-strong -fno-tree-slp-vectorize $(FORTIFY) $(CPPFLAGS) $(CFLAGS) $(INSTRUMENT)
LINKING  = -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(LDFLAGS) $(INSTRUMENT)

# The same objects make the archive and the shared library.
CORE_FLAGS := -fPIC -fvisibility=hidden -fno-semantic-interposition

# ---- sources -----------------------------------------------------------------------------------

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

CORE    := $(call objects,$(wildcard src/core/*.c))
MAIN    := $(call objects,src/cli/main.c)
PROGRAM := $(filter-out $(MAIN),$(call objects,$(wildcard src/*.c src/output/*.c src/intake/*.c src/dns/*.c src/digest/*.c src/cli/*.c)))
SUPPORT := $(call objects,$(filter-out tests/test_%.c tests/client.c tests/hostile.c tests/zone_list.c,$(wildcard tests/*.c)))

HARNESSES  := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
TESTS      := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/test_*.c))
REPLAYS    := $(HARNESSES:%=$(BUILD)/fuzz/replay_%)
FUZZERS    := $(HARNESSES:%=$(BUILD)/fuzz_%)
BENCHMARKS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/bench_*.c))

LIBRARY     := $(BUILD)/librptlint.a $(BUILD)/$(SHARED) $(BUILD)/$(SONAME) $(BUILD)/librptlint.so $(BUILD)/rptlint.pc
MANUALS     := $(addprefix $(BUILD)/man/,rptlint.1 librptlint.3 rptlint-rules.7)
COMPLETIONS := $(addprefix $(BUILD)/completions/,bash zsh fish)

# Tests find what they need of the program and of each other in archives, so that no list says who needs what.
TEST_PARTS := $(BUILD)/tests/support.a $(BUILD)/program.a $(BUILD)/librptlint.a

# ---- how commands are shown and called ----------------------------------------------------------

# A step is one short line; V=1 shows the whole command, -s nothing.
ifeq ($(V),1)
step =
else ifneq ($(findstring s,$(firstword -$(MAKEFLAGS))),)
step =
else
step = @printf '  %-6s %s\n' '$(1)' '$(@:$(BUILD)/%=%)';
endif

# The scripts in tests/ get the settings by the environment, so that they build what was built here.
SCRIPT = BUILD='$(BUILD)' MAKE='$(MAKE)' CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' \
         GCC='$(GCC)' CLANG='$(CLANG)' bash

# ---- the targets people type ---------------------------------------------------------------------

all: $(BUILD)/rptlint $(LIBRARY) $(MANUALS) $(COMPLETIONS) ## build the program, the library, manuals and completions (the default)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'

deps: ## install what the build needs (Debian; root or sudo), then build
	@BUILD='$(BUILD)' bash .ci/packages deps $(DEPS)
	+@$(MAKE) --no-print-directory all

check-deps: ## install what `make check` needs
	@BUILD='$(BUILD)' bash .ci/packages check-deps $(CHECK_DEPS)

demo: all ## show a good record, a bad one, a bad zone, a bad report and a generated record
	@echo '== a good record: rptlint check corpus/demo/good.in'
	@$(BUILD)/rptlint check corpus/demo/good.in
	@echo; echo '== a bad record, where it is wrong and what to write: rptlint check corpus/demo/bad.in'
	@$(BUILD)/rptlint check corpus/demo/bad.in; got=$$?; \
	    [ $$got -eq 1 ] || { echo "demo: exit status $$got for a bad record, 1 expected" >&2; exit 1; }
	@echo; echo '== a zone that every name server loads, with a dead record: rptlint check corpus/demo/example.com.zone'
	@$(BUILD)/rptlint check corpus/demo/example.com.zone; got=$$?; \
	    [ $$got -eq 1 ] || { echo "demo: exit status $$got for a bad zone, 1 expected" >&2; exit 1; }
	@echo; echo '== a report with two faults: rptlint check corpus/demo/report.json'
	@$(BUILD)/rptlint check corpus/demo/report.json; got=$$?; \
	    [ $$got -eq 1 ] || { echo "demo: exit status $$got for a bad report, 1 expected" >&2; exit 1; }
	@echo; echo '== a generated record: rptlint generate --rua mailto:tls-reports@example.com --domain example.com --as zone'
	@$(BUILD)/rptlint generate --rua mailto:tls-reports@example.com --domain example.com --as zone

check: all ## run every test, under every compiler, sanitizer and linter
	+@$(SCRIPT) tests/run.sh

lint: all ## compile with -Werror, run the static checks
	+@$(SCRIPT) tests/run-lint.sh

fuzz: ## build the libFuzzer harnesses into $(BUILD)/fuzz
	+@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=$(CLANG) \
	    INSTRUMENT='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzzers

fuzz-run: fuzz ## run each harness for FUZZ_SECONDS (600), two at a time
	@FUZZ_SECONDS=$(FUZZ_SECONDS) $(SCRIPT) tests/run-fuzz.sh $(HARNESSES)

coverage: ## measure what the corpus alone reaches of src/core: at least 95 % of lines, 90 % of branches
	+@$(SCRIPT) tests/run-coverage.sh

bench: ## build with BENCH_CFLAGS (-O2 -g) and run the benchmarks
	+@$(MAKE) --no-print-directory BUILD=$(BUILD)/bench CFLAGS='$(BENCH_CFLAGS)' benchmarks
	@set -e; for name in $(notdir $(BENCHMARKS)); do \
	    RPTLINT="$${RPTLINT:-$(BUILD)/bench/rptlint}" BENCH_JSON="$${BENCH_JSON:-$(BUILD)/bench}" \
	    $(BUILD)/bench/tests/bench/$$name $(BENCH_ARGS); done

clean: ## remove $(BUILD)
	$(if $(filter $(abspath $(BUILD))/%,$(CURDIR)/.),$(error rptlint: BUILD=$(BUILD) holds the sources))
	rm -rf -- '$(BUILD)'

# Not for typing, but for the scripts in tests/: the parts of a build that a suite needs.
tests: $(TESTS) $(BUILD)/tests/hostile
replays: $(REPLAYS)
fuzzers: $(FUZZERS)
benchmarks: $(BENCHMARKS) $(BUILD)/rptlint

.PHONY: all help deps check-deps demo check lint fuzz fuzz-run coverage bench clean install uninstall
.PHONY: tests replays fuzzers benchmarks FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

# `make -j deps demo` means: first one, then the other.
ifneq ($(filter deps check-deps clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---- stamps ------------------------------------------------------------------------------------

# A stamp is rewritten when what it remembers has changed, and then what depends on it is made again.
same = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))
remember = $(if $(call same,$(1),$(file <$@)),,$(2)$(shell mkdir -p $(@D))$(file >$@,$(1)))

# Stops with one clear line when a file that includes <$(1)> does not compile.
hash := \#
need = $(if $(shell echo '$(hash)include <$(1)>' | $(CC) $(CPPFLAGS) $(3) -fsyntax-only -x c - 2> /dev/null && echo yes),,$(error $(2): run "make deps"))

$(BUILD)/flags: FORCE
	$(call remember,$(COMPILE) $(LINKING) $(AR),$(call need,stdio.h,rptlint: no working C compiler ($(CC))))

# The list of sources, so that an archive forgets a file that is gone.
$(BUILD)/sources: FORCE
	$(call remember,$(CORE) $(PROGRAM) $(SUPPORT))

$(BUILD)/prefix: FORCE
	$(call remember,$(PREFIX) $(LIBDIR) $(INCDIR) $(VERSION))

# Only the program needs other libraries' headers, and loads them when it needs them; the library needs libc.
GMIME_FLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I gmime-3.0 2> /dev/null))

$(BUILD)/headers: $(BUILD)/flags
	$(call need,idn2.h,rptlint: libidn2-dev is missing)
	$(call need,libdeflate.h,rptlint: libdeflate-dev is missing)
	$(call need,gmime/gmime.h,rptlint: libgmime-3.0-dev (or pkgconf) is missing,$(GMIME_FLAGS))
	$(call need,ldns/ldns.h,rptlint: libldns-dev is missing)
	$(call need,curl/curl.h,rptlint: libcurl4-openssl-dev is missing)
	$(call need,pcre2.h,rptlint: libpcre2-dev is missing,-DPCRE2_CODE_UNIT_WIDTH=8)
	@touch $@

# ---- rules -------------------------------------------------------------------------------------

$(BUILD)/obj/%.o: %.c $(BUILD)/flags Makefile
	@mkdir -p $(@D)
	$(call step,CC)$(COMPILE) $(EXTRA) -MMD -MP -c -o $@ $<

$(BUILD)/obj/src/core/%.o: EXTRA := $(CORE_FLAGS)
$(BUILD)/obj/tests/%.o $(BUILD)/obj/fuzz/%.o: EXTRA := -Itests
$(BUILD)/obj/src/intake/gmime.o: EXTRA = $(GMIME_FLAGS)
$(MAIN) $(PROGRAM): | $(BUILD)/headers

$(BUILD)/librptlint.a: $(CORE)
$(BUILD)/program.a: $(PROGRAM)
$(BUILD)/tests/support.a: $(SUPPORT)
$(BUILD)/%.a: $(BUILD)/sources
	@mkdir -p $(@D) && rm -f $@
	$(call step,AR)$(AR) rcs $@ $(filter %.o,$^)

$(BUILD)/$(SHARED): $(CORE) src/librptlint.map $(BUILD)/sources
	$(call step,LD)$(CC) -shared -o $@ $(CORE) $(LINKING) -Wl,-soname,$(SONAME) \
	    -Wl,--version-script=src/librptlint.map -Wl,-z,defs

$(BUILD)/$(SONAME) $(BUILD)/librptlint.so: $(BUILD)/$(SHARED)
	@ln -sf $(<F) $@

# The library is linked in: starting the program loads libc and nothing else.
$(BUILD)/rptlint: $(MAIN) $(BUILD)/program.a $(BUILD)/librptlint.a
	$(call step,LD)$(CC) -o $@ $^ $(LINKING) -ldl

$(BUILD)/rptlint.pc: src/rptlint.pc.in $(BUILD)/prefix
	$(call step,GEN)sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCDIR@|$(INCDIR)|; s|@VERSION@|$(VERSION)|' $< > $@

# rptlint-rules(7) comes out of the tables, as `rptlint explain` does.
$(BUILD)/man/rptlint-rules.7: $(BUILD)/rules7
	@mkdir -p $(@D)
	$(call step,GEN)$(BUILD)/rules7 > $@

$(BUILD)/rules7: $(BUILD)/obj/src/man/rules7.o $(BUILD)/program.a $(BUILD)/librptlint.a
	$(call step,LD)$(CC) -o $@ $^ $(LINKING)

$(BUILD)/man/%: src/man/%
	@mkdir -p $(@D)
	@cp $< $@

$(BUILD)/completions/%: $(BUILD)/rptlint
	@mkdir -p $(@D)
	$(call step,GEN)$(BUILD)/rptlint --completion $* > $@

$(BUILD)/tests/test_%: $(BUILD)/obj/tests/test_%.o $(TEST_PARTS)
	$(call step,LD)$(CC) -o $@ $^ $(LINKING) -lcmocka -lpcre2-8 -lm -ldl $(LIBS)

# A test that has the n-th allocation fail, wherever it is.
$(BUILD)/tests/test_zone: LIBS = -Wl,--wrap=malloc -Wl,--wrap=realloc
$(BUILD)/tests/test_digest: LIBS = -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
$(BUILD)/tests/test_reason: LIBS = -Wl,--wrap=calloc

# A test that asks ldns what the program does not.
$(BUILD)/tests/test_name: LIBS = -lldns

# A server that tests/lookup.sh starts.
$(BUILD)/tests/hostile: $(BUILD)/obj/tests/hostile.o $(TEST_PARTS)
	$(call step,LD)$(CC) -o $@ $^ $(LINKING) -lpcre2-8 -ldl

$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(TEST_PARTS)
	@mkdir -p $(@D)
	$(call step,LD)$(CC) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LINKING) -lpcre2-8 -ldl $(LIBS)

# The JSON parsers that reports are measured against are C++ or not, and installed or not.
has_header = $(shell echo '$(hash)include <$(1)>' | $(CC) $(CPPFLAGS) -E -x c++ - > /dev/null 2>&1 && echo yes)
PEERS = $(if $(call has_header,simdjson.h),-lsimdjson) $(if $(call has_header,yyjson.h),-lyyjson) \
    $(if $(call has_header,jansson.h),-ljansson) $(if $(call has_header,json-c/json.h),-ljson-c) -lstdc++

$(BUILD)/tests/bench/bench_report: $(BUILD)/obj/tests/bench/peers.o
$(BUILD)/tests/bench/bench_report $(BUILD)/tests/bench/bench_scale: $(BUILD)/obj/tests/bench/report_text.o
$(BENCHMARKS): $(BUILD)/obj/tests/bench/table.o
$(BUILD)/tests/bench/bench_report: LIBS = $(PEERS)
$(BUILD)/tests/bench/bench_digest $(BUILD)/tests/bench/bench_scale: LIBS = -ldeflate

$(BUILD)/tests/bench/bench_zone: $(BUILD)/obj/tests/bench/zone_text.o
$(addprefix $(BUILD)/tests/bench/,bench_record bench_filter bench_scale): $(BUILD)/obj/tests/bench/record_text.o
$(addprefix $(BUILD)/tests/bench/,bench_digest bench_filter bench_scale): $(BUILD)/obj/tests/bench/child.o
$(BUILD)/tests/bench/bench_zone: LIBS = -lldns

$(BUILD)/obj/%.o: %.cc $(BUILD)/flags Makefile
	@mkdir -p $(@D)
	$(call step,CXX)$(CXX) -std=c++17 -Wall -Wextra $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The whole library goes in, so that coverage counts code that no harness reaches.
WHOLE_LIBRARY := -Wl,--whole-archive $(BUILD)/librptlint.a -Wl,--no-whole-archive

$(BUILD)/fuzz/replay_%: $(BUILD)/obj/fuzz/fuzz_%.o $(BUILD)/obj/fuzz/replay.o $(TEST_PARTS)
	@mkdir -p $(@D)
	$(call step,LD)$(CC) -o $@ $(filter-out %/librptlint.a,$^) $(WHOLE_LIBRARY) $(LINKING) -lpcre2-8 -ljansson -ldl

$(BUILD)/fuzz_%: $(BUILD)/obj/fuzz/fuzz_%.o $(TEST_PARTS)
	$(call step,LD)$(CC) -fsanitize=fuzzer -o $@ $^ $(LINKING) -lpcre2-8 -ljansson -ldl

# Objects are kept: a chain of pattern rules must not throw them away.
.SECONDARY:

-include $(patsubst %.o,%.d,$(CORE) $(MAIN) $(PROGRAM) $(SUPPORT) $(call objects,src/man/rules7.c \
    tests/hostile.c $(wildcard tests/test_*.c tests/bench/*.c fuzz/*.c)))

# ---- installing --------------------------------------------------------------------------------

BASH_DIR := $(DATADIR)/bash-completion/completions
ZSH_DIR  := $(DATADIR)/zsh/site-functions
FISH_DIR := $(DATADIR)/fish/vendor_completions.d
DOC_DIR  := $(DATADIR)/doc/rptlint/recipes
RECIPES  := $(notdir $(wildcard src/recipes/*))

# MODE SOURCE TARGET, one file a call.
put = install -D -m $(1) $(BUILD)/$(2) '$(DESTDIR)$(3)'

install: all ## install below $(DESTDIR)$(PREFIX) (/usr/local)
	$(call put,755,rptlint,$(BINDIR)/rptlint)
	install -D -m 644 include/rptlint.h '$(DESTDIR)$(INCDIR)/rptlint.h'
	$(call put,644,librptlint.a,$(LIBDIR)/librptlint.a)
	$(call put,755,$(SHARED),$(LIBDIR)/$(SHARED))
	ln -sf $(SHARED) '$(DESTDIR)$(LIBDIR)/$(SONAME)'
	ln -sf $(SHARED) '$(DESTDIR)$(LIBDIR)/librptlint.so'
	$(call put,644,rptlint.pc,$(LIBDIR)/pkgconfig/rptlint.pc)
	$(call put,644,man/rptlint.1,$(MANDIR)/man1/rptlint.1)
	$(call put,644,man/librptlint.3,$(MANDIR)/man3/librptlint.3)
	$(call put,644,man/rptlint-rules.7,$(MANDIR)/man7/rptlint-rules.7)
	$(call put,644,completions/bash,$(BASH_DIR)/rptlint)
	$(call put,644,completions/zsh,$(ZSH_DIR)/_rptlint)
	$(call put,644,completions/fish,$(FISH_DIR)/rptlint.fish)
	install -d '$(DESTDIR)$(DOC_DIR)'
	install -m 644 $(RECIPES:%=src/recipes/%) '$(DESTDIR)$(DOC_DIR)'
	@[ -n '$(DESTDIR)' ] || ldconfig 2> /dev/null || : # so that the loader finds the shared library

uninstall: ## remove what install put there
	rm -f $(foreach file,$(BINDIR)/rptlint $(INCDIR)/rptlint.h $(LIBDIR)/pkgconfig/rptlint.pc \
	    $(addprefix $(LIBDIR)/,librptlint.a librptlint.so $(SONAME) $(SHARED)) \
	    $(addprefix $(MANDIR)/,man1/rptlint.1 man3/librptlint.3 man7/rptlint-rules.7) \
	    $(RECIPES:%=$(DOC_DIR)/%) $(BASH_DIR)/rptlint $(ZSH_DIR)/_rptlint $(FISH_DIR)/rptlint.fish,'$(DESTDIR)$(file)')
