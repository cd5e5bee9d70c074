# How the Check programs of tests/pg are built, on top of the Makefile:
#   make -f Makefile -f tests/pg/programs.mk VARIANT=san pg-tests
# Those of tests/pg are of the stores, those of tests/pg/of_run of ops/run.
PG_TESTS := $(patsubst %.c,$(OUT)/%,$(sort $(wildcard tests/pg/test_*.c tests/pg/of_run/test_*.c)))

define pg_tests
$(OUT)/$(1)/test_%: $(OUT)/$(1)/test_%.o $(foreach r,$(LINKS_$(2)),$(call archive,$(r)))
	$$(call say,link $$@)$$(CC) $$(LINK_ALL) -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(shell pkg-config --libs check) $$(LIBRARIES)
endef
$(eval $(call pg_tests,tests/pg,adapters/postgres))
$(eval $(call pg_tests,tests/pg/of_run,ops/run))

.PHONY: pg-tests
pg-tests: $(PG_TESTS)
