# How the Check programs of tests/pg are built, on top of the Makefile:
#   make -f Makefile -f tests/pg/programs.mk VARIANT=san pg-tests
PG_TESTS := $(patsubst %.c,$(OUT)/%,$(sort $(wildcard tests/pg/test_*.c)))

$(OUT)/tests/pg/test_%: $(OUT)/tests/pg/test_%.o $(foreach r,$(LINKS_adapters/postgres),$(call archive,$(r)))
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(shell pkg-config --libs check) $(LIBRARIES)

.PHONY: pg-tests
pg-tests: $(PG_TESTS)
