# How the programs of tests/bench are built, on top of the Makefile:
#   make -f Makefile -f tests/bench/programs.mk bench-programs
BENCH := $(OUT)/tests/bench
BENCH_ROOMS := adapters/inbound adapters/host config $(LINKS_matcher/payment)

$(BENCH)/generate: $(BENCH)/generate.o $(call archive,matcher/base)
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $^

$(BENCH)/stopwatch: $(BENCH)/stopwatch.o
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $^

$(BENCH)/engine $(BENCH)/parse: $(BENCH)/%: $(BENCH)/%.o $(BENCH)/council.o \
                                $(foreach r,$(BENCH_ROOMS),$(call archive,$(r)))
	$(call say,link $@)$(CC) $(LINK_ALL) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBRARIES)

.PHONY: bench-programs
bench-programs: $(OUT)/tallystick $(BENCH)/generate $(BENCH)/stopwatch $(BENCH)/engine $(BENCH)/parse
