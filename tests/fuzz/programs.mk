# How the targets of tests/fuzz are built, on top of the Makefile:
#   make -f Makefile -f tests/fuzz/programs.mk VARIANT=san fuzz-programs            replay
#   make -f Makefile -f tests/fuzz/programs.mk VARIANT=fuzz CC=clang fuzz-programs  libFuzzer
FUZZ       := $(OUT)/tests/fuzz
FUZZ_ROOMS := $(LINKS_adapters/inbound)
FUZZ_TARGETS := csv decimal decision sample time ubl xml yaml
FUZZ_SHARED := $(FUZZ)/fuzz.o $(FUZZ)/fuzz_feed.o $(FUZZ)/fuzz_feed_xml.o

# obstack.h aligns pointers by their distance from NULL, which clang takes for an overflow.
FLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
              -fno-sanitize=pointer-overflow -fno-omit-frame-pointer
FUZZ_MAIN := $(if $(filter fuzz,$(VARIANT)),,$(FUZZ)/replay.o)
FUZZ_LINK := $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer)

$(FUZZ_TARGETS:%=$(FUZZ)/fuzz_%): %: %.o $(FUZZ_SHARED) $(FUZZ_MAIN) \
                                  $(foreach r,$(FUZZ_ROOMS),$(call archive,$(r)))
	$(call say,link $@)$(CC) $(LINK_ALL) $(FUZZ_LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBRARIES)

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_TARGETS:%=$(FUZZ)/fuzz_%)
