#include "adapters/inbound/heading_words.h"

#include "adapters/inbound/record_fields.h"
#include "harness.h"

static const struct {
    const char *heading, *field;
    int score;
} cases[] = {
    {"invoice_no", "invoice_no", 130},
    {"INVOICE NO", "invoice_no", 130},
    {"Invoice Number", "invoice_no", HEADING_SURE},
    {"Invoice Number (yours)", "invoice_no", HEADING_SURE}, /* brackets explain */
    {"Your Invoice Number here", "invoice_no", HEADING_LIKELY},
    {"Transaction Ref.", "invoice_no", HEADING_SURE},
    {"Reference", "invoice_no", HEADING_MAYBE},
    {"Supplier Name", "provider", HEADING_SURE},
    {"Service User No", "client_ref", HEADING_SURE},
    {"Amount (\xC2\xA3)", "net", HEADING_SURE},
    {"Start", "start_time", HEADING_SURE},
    {"Payment Date", "start", HEADING_MAYBE},
    {"Weather", "net", 0},
    {"", "net", 0},
    {"(\xC2\xA3)", "net", 0},
};

START_TEST(headings_and_fields)
{
    ck_assert_int_eq(heading_words_score(text_of(cases[_i].heading), cases[_i].field),
                     cases[_i].score);
}
END_TEST

/* Every canonical field knows its own name. */
START_TEST(fields_are_known_by_their_names)
{
    for (int kind = 0; kind < FEED_KIND_COUNT; kind++) {
        const struct record_layout *layout =
            record_layout_of((enum feed_kind)kind, PRESET_TALLYSTICK);
        for (size_t i = 0; i < layout->field_count; i++) {
            const char *name = layout->fields[i].name;
            ck_assert_msg(heading_words_score(text_of(name), name) > HEADING_SURE, "%s", name);
            ck_assert_msg(heading_words_known(text_of(name)), "%s", name);
        }
    }
    ck_assert(!heading_words_known(TEXT_LITERAL("Weather")));
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, headings_and_fields, 0, COUNT_OF(cases));
    tcase_add_test(tcase, fields_are_known_by_their_names);
}

int main(void)
{
    return run_cases("adapters/inbound/heading_words", add);
}
