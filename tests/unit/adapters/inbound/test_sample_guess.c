#include "adapters/inbound/sample_guess.h"

#include "harness.h"

static struct sample_table table;
static struct sample_guess guess;

static void look_at(const char *content, enum feed_kind kind)
{
    struct error error;
    int fd = file_of(content, strlen(content));

    ck_assert_msg(sample_table_read(arena, fd, &table, &error), "%s", error.message);
    close(fd);
    sample_guess_make(&table, kind, false, &guess);
}

/* The heading that the field is read from; "": none. */
static const char *heading_of(const char *field)
{
    int at = sample_guess_field(&guess, field);

    ck_assert_int_ne(at, FIELD_NONE);
    return guess.column[at] == FIELD_NONE ? "" : string_of(table.columns[guess.column[at]].heading);
}

START_TEST(how_a_table_is_written)
{
    look_at("Report \"x\n\nInvoice No|Supplier|Client|Service|Start|Net\n"
            "I1|P1|C1|HC|2026-11-02 07:30|9.50\nI2|P1|C1|HC|2026-11-03 07:30|1.00\nEnd|2|10.50\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(table.preset, PRESET_TALLYSTICK);
    ck_assert_int_eq(table.delimiter, '|');
    ck_assert_int_eq(table.preamble, 2);
    ck_assert_int_eq(table.encoding, ENCODING_UTF_8);
    ck_assert_int_eq(table.record_count, 2);
    ck_assert_str_eq(table.trailer.mark, "End");
    ck_assert_int_eq(table.trailer.count_column, 2);
    ck_assert_int_eq(table.trailer.total_column, 3);
    ck_assert_int_eq(guess.kind, FEED_KIND_BILL);
    ck_assert_int_eq(guess.date_form, DATE_FORM_ISO);
    ck_assert(!guess.date_is_open);
    ck_assert_str_eq(heading_of("start"), "Start");
    ck_assert_str_eq(heading_of("start_time"), "");
}
END_TEST

/* As many councils publish what they spend. */
START_TEST(numbers_as_people_write_them)
{
    look_at("Invoice No,Supplier,Client,Service,Date,Amount\n"
            "I1,P1,C1,JOB,02.11.2026,\"1,200.00\"\nI2,P1,C1,JOB,13.11.2026,-7.50\n"
            "Total,,,,,\"1,192.50\"\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(guess.number_form, NUMBER_FORM_GROUPED);
    ck_assert_int_eq(guess.date_form, DATE_FORM_DMY);
    ck_assert_int_eq(table.trailer.total_column, 6);
    look_at("Invoice No,Supplier,Client,Service,Date,Amount\nI1,P1,C1,JOB,02/11/2026,9.50\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(guess.number_form, NUMBER_FORM_PLAIN);
}
END_TEST

/* The same word is a date and time, a time or a date: its values say which. */
START_TEST(values_say_what_a_heading_means)
{
    look_at("Invoice No,Supplier,Client,Service,Date,Start,End,Amount\n"
            "I1,P1,C1,HC,02/11/2026,07:30,08:00,9.50\n",
            FEED_KIND_COUNT);
    ck_assert_str_eq(heading_of("visit_date"), "Date");
    ck_assert_str_eq(heading_of("start_time"), "Start");
    ck_assert_str_eq(heading_of("start"), "");
    ck_assert(guess.date_is_open); /* the second of November, or the eleventh of February */
    look_at("Invoice No,Supplier,Client,Service,Date,Amount\nI1,P1,C1,JOB,02/11/2026,9.50\n",
            FEED_KIND_COUNT);
    ck_assert_str_eq(heading_of("start"), "Date");
    ck_assert_str_eq(guess.value[BILL_FIELD_UNIT], "job");
}
END_TEST

/* A planned start is a date and time, or a date and a time. */
START_TEST(when_a_visit_is_planned)
{
    look_at("Order No,Line,Provider,Client,Service,Visit Date,Planned Start,Minutes\n"
            "PO1,1,P1,C1,HC,02/11/2026,07:30,30\n",
            FEED_KIND_ORDER);
    ck_assert_str_eq(heading_of("order_line"), "Line");
    ck_assert_str_eq(heading_of("planned_date"), "Visit Date");
    ck_assert_str_eq(heading_of("planned_time"), "Planned Start");
    ck_assert_str_eq(heading_of("planned_start"), "");
    look_at("Order No,Line,Provider,Client,Service,Planned Start,Minutes\n"
            "PO1,1,P1,C1,HC,02/11/2026 07:30,30\n",
            FEED_KIND_ORDER);
    ck_assert_str_eq(heading_of("planned_start"), "Planned Start");
    ck_assert_str_eq(heading_of("planned_time"), "");
}
END_TEST

START_TEST(what_the_file_does_not_say)
{
    look_at("Invoice No,Date,Amount\nI1,2026-11-02,9.50\n", FEED_KIND_BILL);
    ck_assert_str_eq(guess.value[BILL_FIELD_PROVIDER], SAMPLE_TO_BE_SAID);
    ck_assert_str_eq(guess.value[BILL_FIELD_CLIENT_REF], SAMPLE_TO_BE_SAID);
    ck_assert(!guess.is_missing[BILL_FIELD_START]);
    struct feed_config as_feed = sample_guess_feed(arena, &table, &guess, (struct text){"", 0});
    ck_assert_text_eq(as_feed.provider, SAMPLE_TO_BE_SAID);
    ck_assert_uint_eq(as_feed.column_count, 3);
    ck_assert_uint_eq(as_feed.value_count, 3); /* client_ref, service, unit */
    look_at("Invoice No,Amount\nI1,9.50\n", FEED_KIND_BILL);
    ck_assert(guess.is_missing[BILL_FIELD_START]); /* no day can be made up */
}
END_TEST

START_TEST(kinds_by_what_they_hold)
{
    look_at("Agency,Client,Staff,Logged in,Logged out\n"
            "P1,C1,K1,2026-11-02 07:30,2026-11-02 08:00\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(guess.kind, FEED_KIND_EVIDENCE);
    look_at("Supplier,Service,Day type,Rate type,Rate,Valid from\n"
            "P1,HC,weekday,hour,19.00,2026-04-01\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(guess.kind, FEED_KIND_RATE);
    look_at("Provider,Trading name,Sort code,Account number,Email\n"
            "P1,First Care,123456,12345678,a@b.example\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(guess.kind, FEED_KIND_PROVIDER);
    look_at("Care manager,Email\nCM1,a@b.example\n", FEED_KIND_COUNT);
    ck_assert_int_eq(guess.kind, FEED_KIND_CONTACT);
    look_at("Client,Admitted,Discharged,Reason\nC1,2026-11-02,2026-11-09,hospital\n",
            FEED_KIND_COUNT);
    ck_assert_int_eq(guess.kind, FEED_KIND_SUSPENSION);
}
END_TEST

/* Whatever the bytes are, a look at them ends. */
START_TEST(any_bytes_are_looked_at)
{
    static const char *const pieces[] = {"a,b\n", "\"",   ",",  ";", "\n",          "<",  "<a>",
                                         "\xFF",  "1.00", "\t", "|", "invoice_no,", "\r", "Total"};
    uint32_t state = 7;
    for (int file = 0; file < 100; file++) {
        char content[512] = "";
        struct error error;
        for (int i = 0; i < 30; i++) {
            state = state * 1664525u + 1013904223u;
            strcat(content, pieces[(state >> 16) % COUNT_OF(pieces)]);
        }
        int fd = file_of(content, strlen(content));
        if (sample_table_read(arena, fd, &table, &error))
            sample_guess_make(&table, FEED_KIND_COUNT, false, &guess);
        else
            ck_assert_int_eq(error.status, EXIT_STATUS_BAD_DATA);
        close(fd);
    }
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, how_a_table_is_written);
    tcase_add_test(tcase, numbers_as_people_write_them);
    tcase_add_test(tcase, values_say_what_a_heading_means);
    tcase_add_test(tcase, when_a_visit_is_planned);
    tcase_add_test(tcase, what_the_file_does_not_say);
    tcase_add_test(tcase, kinds_by_what_they_hold);
    tcase_add_test(tcase, any_bytes_are_looked_at);
}

int main(void)
{
    return run_cases("adapters/inbound/sample_guess", add);
}
