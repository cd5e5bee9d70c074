# Tallystick.  `make` builds build/tallystick; `make test` builds with sanitizers and runs every
# test that needs no database; ops/test runs them all.
#
# Each folder of sources is a room and becomes one archive; a room's tests link only what the room
# may include, so that an arrow in the wrong direction does not link.

CC      ?= gcc
# release; san: addresses and undefined behaviour; tsan: threads (tests/night/threads); cover
VARIANT ?= release
OUT     := build/$(VARIANT)

PACKAGES := libpq libcrypto yaml-0.1 gmime-3.0 jansson libcurl libxml-2.0 zlib xlsxwriter
# A message that is cut where it is too long is meant to be cut; clang has no such warning to turn off.
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes \
            -Wno-format-truncation -Wno-unknown-warning-option -Werror
HARDENED := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
FLAGS_release := -O2 -g $(HARDENED)
FLAGS_san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
FLAGS_cover   := -O0 -g --coverage
LINK_release  := -pie -Wl,-z,relro,-z,now

CFLAGS_ALL = -std=c11 -D_GNU_SOURCE -I. -I$(OUT) $(WARNINGS) $(FLAGS_$(VARIANT)) $(CFLAGS)
LINK_ALL   = $(FLAGS_$(VARIANT)) $(LINK_$(VARIANT)) $(LDFLAGS)
LIBRARIES  := $(shell pkg-config --libs $(PACKAGES)) -lcsv -lpthread
HEADERS_OF_PACKAGES := $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')

# room: folder -> the rooms it may include (and so link), itself first
ROOMS := matcher/base matcher/record matcher/engine matcher/payment config \
         adapters/host adapters/inbound adapters/postgres adapters/outbound ops/run
LINKS_matcher/base      := matcher/base
LINKS_matcher/record    := matcher/record $(LINKS_matcher/base)
LINKS_matcher/engine    := matcher/engine $(LINKS_matcher/record)
LINKS_matcher/payment   := matcher/payment $(LINKS_matcher/engine)
LINKS_config            := config $(LINKS_matcher/record)
LINKS_adapters/host     := adapters/host $(LINKS_config)
LINKS_adapters/inbound  := adapters/inbound $(LINKS_adapters/host)
LINKS_adapters/postgres := adapters/postgres adapters/host config $(LINKS_matcher/payment)
LINKS_adapters/outbound := adapters/outbound adapters/host config $(LINKS_matcher/payment)
LINKS_ops/run           := ops/run adapters/inbound adapters/postgres adapters/outbound \
                           adapters/host config $(LINKS_matcher/payment)

# Short lines; `make V=1` shows the commands.
say = $(if $(V),,@echo "  $(1)";)
archive = $(OUT)/$(subst /,_,$(1)).a
sources = $(sort $(wildcard $(1)/*.c))
MAIN   := ops/run/main.c

.SECONDARY:
.PHONY: all test unit-tests clean format check-format
all: build/tallystick

build/tallystick: $(OUT)/tallystick
	@mkdir -p build && cp $< $@.tmp && mv $@.tmp $@

$(OUT)/tallystick: $(OUT)/$(MAIN:.c=.o) $(foreach r,$(LINKS_ops/run),$(call archive,$(r)))
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBRARIES)

# Loops over every line of a night.
build/release/matcher/%.o build/release/adapters/inbound/%.o: FLAGS_release += -O3

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,compile $<)$(CC) $(CFLAGS_ALL) $(HEADERS_OF_PACKAGES) -MMD -MP -c $< -o $@

define room
$(call archive,$(1)): $(patsubst %.c,$(OUT)/%.o,$(filter-out $(MAIN),$(call sources,$(1)))) $$(EXTRA_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@ && ar rcs $$@ $$(filter %.o,$$^)

# tests/unit/ROOM/test_NAME.c mirrors ROOM/NAME.c
$(OUT)/tests/unit/$(1)/test_%: $(OUT)/tests/unit/$(1)/test_%.o $(foreach r,$(LINKS_$(1)),$(call archive,$(r)))
	$$(call say,link $$@)$$(CC) $$(LINK_ALL) -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(shell pkg-config --libs check) $$(LIBRARIES)
UNIT_TESTS += $(patsubst %.c,$(OUT)/%,$(sort $(wildcard tests/unit/$(1)/test_*.c)))
endef

# The SQL of sql/ inside the program: one string a file.
EXTRA_adapters/postgres := $(OUT)/sql_statements.o
SQL_FILES := $(sort $(wildcard sql/migrations/*.sql sql/statements/*.sql))
$(OUT)/sql_statements.c $(OUT)/sql_statements.h &: $(SQL_FILES) ops/build/embed_sql
	@mkdir -p $(OUT)
	$(call say,embed sql)sh ops/build/embed_sql $(OUT)/sql_statements $(SQL_FILES)
$(OUT)/sql_statements.o: $(OUT)/sql_statements.c
	$(call say,compile $<)$(CC) $(CFLAGS_ALL) -c $< -o $@
$(patsubst %.c,$(OUT)/%.o,$(call sources,adapters/postgres) $(call sources,ops/run)): | $(OUT)/sql_statements.h

$(foreach r,$(ROOMS),$(eval $(call room,$(r))))
-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

# The generator of the demo council: ops/demo_council/generate.c.
$(OUT)/demo_council: $(patsubst %.c,$(OUT)/%.o,$(call sources,ops/demo_council)) $(call archive,matcher/base)
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $^

# The engine against a second, slow matcher on random worlds, and the pages that explain its verdicts.
PROPERTY_TEST := $(OUT)/tests/property/test_property
$(PROPERTY_TEST): $(patsubst %.c,$(OUT)/%.o,$(call sources,tests/property)) \
                  $(foreach r,$(LINKS_adapters/outbound),$(call archive,$(r)))
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBRARIES)

unit-tests: $(UNIT_TESTS) $(PROPERTY_TEST)

test:
	$(MAKE) VARIANT=san unit-tests
	sh tests/run_unit build/san

# How long a night takes: make bench [N=1000000] [PARTS="night engine parse growth stored"].
.PHONY: bench
bench:
	$(if $(N),N=$(N)) tests/bench/run $(PARTS)

clean:
	rm -rf build

FORMATTED = $(shell git ls-files '*.c' '*.h' | grep -v ^tests/lint/bad/)
format:
	clang-format -i $(FORMATTED)
check-format:
	clang-format --dry-run --Werror $(FORMATTED)

PREFIX ?= /usr/local
.PHONY: install
install: all
	install -D -m 0755 build/tallystick $(DESTDIR)$(PREFIX)/bin/tallystick
	install -D -m 0644 docs/tallystick.1 $(DESTDIR)$(PREFIX)/share/man/man1/tallystick.1
	install -d $(DESTDIR)$(PREFIX)/share/tallystick/holidays \
		$(DESTDIR)$(PREFIX)/share/doc/tallystick $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 0644 config/holidays/*.txt $(DESTDIR)$(PREFIX)/share/tallystick/holidays
	install -m 0644 docs/*.md config/tallystick.yaml $(DESTDIR)$(PREFIX)/share/doc/tallystick
	install -m 0644 ops/deploy/tallystick.service ops/deploy/tallystick.timer \
		$(DESTDIR)$(PREFIX)/lib/systemd/system
