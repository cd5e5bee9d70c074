#include "tests/unit/config/load_text.h"

static const struct council_config *council(void)
{
    expect_no_fault();
    return &config->councils[0];
}

static const struct feed_config *feed(void)
{
    return &council()->feeds[0];
}

/* --- what is read --------------------------------------------------------- */

START_TEST(sound_configuration_has_the_documented_defaults)
{
    load_with(LINE_SPARE, "");
    ck_assert_str_eq(council()->timezone, "Europe/London");
    ck_assert_int_eq(council()->rail_days, 0);
    ck_assert_int_eq(council()->go_live, DAY_NOT_GIVEN);
    ck_assert(council()->is_live);
    ck_assert_int_eq(council()->approvals.release, 0);
    ck_assert(!given(council()->approvals.release_over_pence));
    ck_assert_int_eq(council()->card_format, CARD_FORMAT_BRIF);
    ck_assert_int_eq(council()->bank_format, BANK_FORMAT_PAIN001);
    ck_assert_int_eq(council()->settlement_per, SETTLEMENT_PER_INVOICE);
    ck_assert(council()->remittance_csv && !council()->remittance_ubl);
    ck_assert_int_eq(config->mail.transport, MAIL_TRANSPORT_FOLDER);
    ck_assert_str_eq(config->mail.folder, "out/mail");
    ck_assert_str_eq(council()->payer.vat_no, "");
    ck_assert_int_eq(feed()->preset, PRESET_TALLYSTICK);
    ck_assert_int_eq(feed()->delimiter, ',');
    ck_assert_int_eq(feed()->date_form, DATE_FORM_ISO);
    ck_assert_int_eq(feed()->number_form, NUMBER_FORM_PLAIN);
    ck_assert_int_eq(feed()->manifest, MANIFEST_NONE);
    ck_assert(!feed()->required && text_is_empty(feed()->provider));
    ck_assert_int_eq(council()->services[0].unit, QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(council()->services[0].vat_percent_e4, 0);
}
END_TEST

START_TEST(councils_mail_wins_over_the_files)
{
    load_with(LINE_SPARE, "    mail: {finance: other@example.org}");
    ck_assert_str_eq(council()->finance, "other@example.org");
    ck_assert_str_eq(council()->mail_from, "t@example.org");
}
END_TEST

START_TEST(relative_spool_starts_at_the_files_folder)
{
    load_with(LINE_SPOOL, "spool: .");
    expect_no_fault();
    ck_assert_str_eq(config->spool, folder);
    load_with(LINE_SPOOL, "spool: ./a/b");
    ck_assert_str_eq(config->spool, path_in_folder("a/b"));
    load_with(LINE_SPOOL, "spool: /a/b");
    ck_assert_str_eq(config->spool, "/a/b");
    load_with(LINE_SPOOL, "");
    ck_assert_str_eq(config->spool, "/var/spool/tallystick");
}
END_TEST

START_TEST(null_means_left_out)
{
    load_with(LINE_SLA_DAYS, "    sla_days: null\n    timezone: ~\n    go_live:");
    ck_assert_int_eq(council()->sla_days, 4);
    ck_assert_str_eq(council()->timezone, "Europe/London");
    ck_assert_int_eq(council()->go_live, DAY_NOT_GIVEN);
}
END_TEST

START_TEST(money_is_read_exactly)
{
    load_with(LINE_SPARE, "    approvals: {release: 1, release_over: 50000.00}");
    ck_assert_int_eq(council()->approvals.release_over_pence, 5000000);
    load_with(LINE_SPARE, "    approvals: {payees: 2, adjustments: 1, adjustments_over: 10.50}");
    ck_assert_int_eq(council()->approvals.payees, 2);
    ck_assert_int_eq(council()->approvals.adjustments_over_pence, 1050);
    load_with(LINE_SPARE, "    approvals: {release_over: 100000000.0}");
    ck_assert_int_eq(council()->approvals.release_over_pence, 10000000000);
    load_with(LINE_SPARE, "    approvals: {release_over: 0.29}");
    ck_assert_int_eq(council()->approvals.release_over_pence, 29);
}
END_TEST

START_TEST(a_person_may_be_a_bare_name)
{
    load_with(LINE_SPARE, "    people: [A. Officer, {name: B. Manager, login: bm}]");
    ck_assert_uint_eq(council()->person_count, 2);
    ck_assert_str_eq(council()->people[0].name, "A. Officer");
    ck_assert_str_eq(council()->people[0].login, "");
    ck_assert_str_eq(council()->people[1].login, "bm");
}
END_TEST

START_TEST(payer_and_journal_are_kept)
{
    load_with(LINE_SPARE, "    payer: {name: K, sort_code: 12-34-56, account_no: 01234567, "
                          "vat_no: GB123456789}\n"
                          "    journal: {creditor: 9000, vat: 9100, suspense: 9900}\n"
                          "    live: false\n    rail_days: 2\n    go_live: 2026-04-01");
    ck_assert_str_eq(council()->payer.sort_code, "123456");
    ck_assert_str_eq(council()->payer.account_no, "01234567");
    ck_assert_str_eq(council()->payer.vat_no, "GB123456789");
    ck_assert_str_eq(council()->journal.vat, "9100");
    ck_assert(!council()->is_live);
    ck_assert_int_eq(council()->rail_days, 2);
    ck_assert_int_eq(council()->go_live, 20544);
}
END_TEST

START_TEST(a_shadow_has_a_record_of_its_own)
{
    load_with(LINE_SPARE, "    mode: shadow");
    ck_assert_int_eq(council()->mode, COUNCIL_MODE_SHADOW);
    ck_assert(text_equal(council()->ledger, TEXT_LITERAL("KENT/shadow")));
    load_with(LINE_SPARE, "    mode: live");
    ck_assert(text_equal(council()->ledger, council()->code));
}
END_TEST

START_TEST(a_feed_is_read_whole)
{
    load_with(LINE_FEED, "      - name: bills\n        kind: bill\n        url: in/b/*.csv\n"
                         "        required: true\n        manifest: sha256\n"
                         "        provider: P001\n"
                         "        csv: {delimiter: \"\\t\", date: dmy, number: grouped}\n"
                         "        columns: {client_ref: \"Service User No\"}\n"
                         "        values: {service: HC, unit: job}\n        preamble: 3\n"
                         "        trailer: {mark: TRL, records: 2, count: 4, total: 5}");
    ck_assert_uint_eq(feed()->value_count, 2);
    ck_assert_str_eq(feed()->values[1].field, "unit");
    ck_assert_str_eq(feed()->values[1].value, "job");
    ck_assert_int_eq(feed()->preamble, 3);
    ck_assert(feed()->trailer.is_there);
    ck_assert_str_eq(feed()->trailer.mark, "TRL");
    ck_assert_int_eq(feed()->trailer.records, 2);
    ck_assert_int_eq(feed()->trailer.count_column, 4);
    ck_assert_int_eq(feed()->trailer.total_column, 5);
    ck_assert_str_eq(feed()->trailer.total_field, "net");
    ck_assert(feed()->required);
    ck_assert_int_eq(feed()->manifest, MANIFEST_SHA256);
    ck_assert(text_equal(feed()->provider, TEXT_LITERAL("P001")));
    ck_assert_int_eq(feed()->delimiter, '\t');
    ck_assert_int_eq(feed()->date_form, DATE_FORM_DMY);
    ck_assert_int_eq(feed()->number_form, NUMBER_FORM_GROUPED);
    ck_assert_uint_eq(feed()->column_count, 1);
    ck_assert_str_eq(feed()->columns[0].field, "client_ref");
    ck_assert_str_eq(feed()->columns[0].heading, "Service User No");
    ck_assert_int_eq(feed()->line, LINE_FEED);
}
END_TEST

START_TEST(access_portal_writes_dates_day_first)
{
    load_with(LINE_FEED, "      - {name: p, kind: bill, preset: access-portal, url: in/p/*.csv}");
    ck_assert_int_eq(feed()->preset, PRESET_ACCESS_PORTAL);
    ck_assert_int_eq(feed()->date_form, DATE_FORM_DMY);
}
END_TEST

START_TEST(feeds_keep_the_order_of_the_file)
{
    load_with(LINE_FEED, "      - {name: z, kind: order, url: in/z/*.csv}\n"
                         "      - {name: a, kind: bill, url: in/a/*.csv}");
    ck_assert_uint_eq(council()->feed_count, 2);
    ck_assert_str_eq(council()->feeds[0].name, "z");
    ck_assert_str_eq(council()->feeds[1].name, "a");
}
END_TEST

START_TEST(json_is_read_as_yaml)
{
    load("{\"database\": \"service=t\", \"spool\": \"/s\", \"mail\": {\"from\": \"t@e.org\",\n"
         " \"finance\": \"f@e.org\"}, \"councils\": [{\"code\": \"K-1\", \"name\": \"K\",\n"
         " \"holidays\": \"scotland\", \"live\": true, \"go_live\": null,\n"
         " \"services\": [{\"service\": \"HC\", \"vat_percent\": 17.5, \"unit\": \"HUR\"}]}]}\n");
    ck_assert_str_eq(config->database, "service=t");
    ck_assert(text_equal(council()->code, TEXT_LITERAL("K-1")));
    ck_assert(council()->is_live);
    ck_assert_int_eq(council()->services[0].vat_percent_e4, 175000);
}
END_TEST

static void load_file(const char *path)
{
    ck_assert(config_load(arena, path, &config, &faults, &error));
    expect_no_fault();
}

/* --- rules, for explaining a night years later ---------------------------- */

static const struct council_config *rules_again(struct text rules, size_t day_count,
                                                const day_t *days)
{
    const struct calendar calendar = {day_count, days};
    const struct council_config *again;

    config_read_rules(arena, rules, &calendar, &again, &faults);
    expect_no_fault();
    return again;
}

START_TEST(rules_are_read_again_without_any_file)
{
    static const day_t days[] = {20812, 20815};
    load_with(LINE_BLOCK,
              "      - {valid_from: 2026-04-01, provider: '007', service: HC, pay_on: lesser,\n"
              "         rounding: {rule: bands, bands: [15, 30], step: 15, grace: 7},\n"
              "         outcomes: [{outcome: no_reply, notice_below_hours: 4.5, percent: 50}],\n"
              "         tolerances: {amount: {agree: 0, pay: 100, pay_percent: 2.5}}}");
    struct text rules = council()->rules;
    const struct terms_block *was = council()->terms.blocks;
    ck_assert_int_eq(unlink(path_in_folder("tallystick.yaml")), 0);
    setenv("TALLYSTICK_SHARE", folder, 1); /* where no holidays lie */
    const struct council_config *again = rules_again(rules, 2, days);

    ck_assert(text_equal(again->code, TEXT_LITERAL("KENT")));
    ck_assert_str_eq(again->name, "Kent County Council");
    ck_assert_str_eq(again->timezone, "Europe/London");
    ck_assert_int_eq(again->sla_days, 4);
    ck_assert_int_eq(again->go_live, DAY_NOT_GIVEN);
    ck_assert_uint_eq(again->service_count, 1);
    ck_assert_int_eq(again->services[0].unit, QUANTITY_UNIT_HOUR);
    ck_assert(calendar_is_holiday(&again->calendar, 20815));
    ck_assert(!calendar_is_holiday(&again->calendar, 20813));
    ck_assert_uint_eq(again->terms.block_count, 1);
    const struct terms_block *block = again->terms.blocks;
    ck_assert(text_equal(block->provider, TEXT_LITERAL("007")));
    ck_assert_int_eq(block->valid_from, was->valid_from);
    ck_assert_uint_eq(block->has_setting, was->has_setting);
    ck_assert_uint_eq(block->has_check, was->has_check);
    ck_assert_int_eq(block->values.pay_on, PAY_ON_LESSER);
    ck_assert_int_eq(block->values.rounding.rule, ROUNDING_BANDS);
    ck_assert_int_eq(block->values.rounding.bands[1], 30);
    ck_assert_int_eq(block->values.outcomes[0].notice_below_hours_e4, 45000);
    ck_assert_int_eq(block->values.tolerances[CHECK_AMOUNT].pay_percent_e4, 25000);
    ck_assert(text_equal(again->rules, rules));
}
END_TEST

/* Of two nights, the second must not look changed because of what no line is judged by. */
START_TEST(rules_hold_nothing_but_what_lines_are_judged_by)
{
    load_with(LINE_SPARE, "");
    struct text plain = council()->rules;

    load_with(LINE_SPARE, "    payer: {account_no: 12345678} # ours\n    people: [Ann]");
    ck_assert(text_equal(council()->rules, plain));
    load_with(LINE_DATABASE, "database: password=secret");
    ck_assert(text_equal(council()->rules, plain));
    load_with(LINE_SLA_DAYS, "    sla_days: 5");
    ck_assert(!text_equal(council()->rules, plain));
}
END_TEST

START_TEST(rules_that_cannot_be_read_are_faults)
{
    const struct calendar calendar = {0};
    const struct council_config *again;

    config_read_rules(arena, TEXT_LITERAL("{\"code\": KENT, \"name\": K, \"colour\": red}"),
                      &calendar, &again, &faults);
    ck_assert_uint_eq(faults.count, 1);
    config_read_rules(arena, TEXT_LITERAL("{"), &calendar, &again, &faults);
    ck_assert_uint_eq(faults.count, 1);
}
END_TEST

START_TEST(example_of_the_interface_loads)
{
    const struct terms_block *block;

    load_file("tests/unit/config/interface.yaml");
    ck_assert_str_eq(config->database, "service=tallystick");
    ck_assert(council()->remittance_ubl && council()->remittance_csv);
    ck_assert_int_eq(council()->approvals.release_over_pence, 5000000);
    ck_assert_uint_eq(council()->terms.block_count, 1);
    block = &council()->terms.blocks[0];
    ck_assert_int_eq(block->values.rounding.step, 15);
    ck_assert_int_eq(block->values.tolerances[CHECK_AMOUNT].pay_percent_e4, 2 * E4);
}
END_TEST

START_TEST(sample_configuration_loads)
{
    load_file("config/tallystick.yaml");
    ck_assert_uint_eq(council()->feed_count, 9);
}
END_TEST

/* The sample worlds lie outside the repository; without them there is nothing to load. */
START_TEST(sample_worlds_load)
{
    const char *shared = getenv("TALLYSTICK_SHARED") ? getenv("TALLYSTICK_SHARED") : "../shared";
    const char *path = arena_printf(arena, "%s/samples/worlds/w%d/tallystick.yaml", shared, _i + 1);

    if (access(path, R_OK) != 0)
        return;
    load_file(path);
    ck_assert(text_equal(council()->code, TEXT_LITERAL("TEST")));
    ck_assert_uint_eq(council()->feed_count, 6);
    ck_assert_int_eq(council()->approvals.release_over_pence, 10000000000);
}
END_TEST

/* --- what is refused ------------------------------------------------------ */

static const struct fault_case fault_cases[] = {
    {LINE_SPARE, "extra: 1", LINE_SPARE, "extra", "is not a key that is known here"},
    {LINE_SPARE, "    extra: 1", LINE_SPARE, "extra", "is not a key that is known here"},
    {LINE_SPARE, "    <<: {sla_days: 3}", LINE_SPARE, "<<", "is not a key"},
    {LINE_SPARE, "    name: Kent", LINE_SPARE, "name", "stands in line 6 already"},
    {LINE_DATABASE, "database: [x]", LINE_DATABASE, "database", "single value, not a list"},
    {LINE_SPOOL, "spool: \"\"", LINE_SPOOL, "spool", "from 1 to 1024 bytes"},
    {LINE_SPOOL, "spool: {a: b}", LINE_SPOOL, "spool", "single value, not a mapping"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: nobody}", LINE_MAIL, "finance",
     "\"nobody\" is not"},
    {LINE_MAIL, "mail: {from: \"t@e.org\\nBcc: x@y\", finance: f@e.org}", LINE_MAIL, "from",
     "control characters"},
    {LINE_MAIL, "mail: {from: a@b@c, finance: f@e.org}", LINE_MAIL, "from", "not an e-mail"},
    {LINE_MAIL, "mail: {from: t@e.org}", LINE_CODE, "finance", "must be given"},
    {LINE_MAIL, "mail: {finance: f@e.org}", LINE_CODE, "from", "must be given"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, transport: smtp}", LINE_MAIL, "url",
     "must be given"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, transport: smtp, url: \"http://h\"}",
     LINE_MAIL, "url", "smtp://HOST"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, transport: smtp, url: \"smtp://h/x\"}",
     LINE_MAIL, "url", "smtp://HOST"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, transport: smtp, url: \"smtp://u:p@h\"}",
     LINE_MAIL, "url", "smtp://HOST"},
    {LINE_MAIL,
     "mail: {from: t@e.org, finance: f@e.org, transport: smtp, url: \"smtps://h\", tls: none}",
     LINE_MAIL, "tls", "the url is smtps"},
    {LINE_MAIL,
     "mail: {from: t@e.org, finance: f@e.org, transport: smtp, url: \"smtp://localhost:25\", "
     "login_file: l}",
     LINE_MAIL, "login_file", "in clear"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, login_file: l}", LINE_MAIL, "login_file",
     "is for transport smtp"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, timeout_s: 5}", LINE_MAIL, "timeout_s",
     "is for transports smtp and sendmail"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, program: /bin/true}", LINE_MAIL, "program",
     "is for transport sendmail"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, transport: sendmail, tls: none}",
     LINE_MAIL, "tls", "is for transport smtp"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, transport: post}", LINE_MAIL, "transport",
     "must be folder, smtp or sendmail, not \"post\""},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org, folder: ../x}", LINE_MAIL, "folder",
     "is not a path"},
    {LINE_MAIL, "mail: {from: t@e.org, finance: f@e.org}\nmail: {}", LINE_MAIL + 1, "mail",
     "stands in line 3 already"},
    {LINE_CODE, "  - code: kent", LINE_CODE, "code", "must be capital letters"},
    {LINE_CODE, "  - code: A/B", LINE_CODE, "code", "must be capital letters"},
    {LINE_CODE, "  - code: A--", LINE_CODE, "code", "must be capital letters"},
    {LINE_CODE, "  - code: ABCDEFGHIJKLMNOPQ", LINE_CODE, "code", "from 1 to 16 bytes, not 17"},
    {LINE_CODE, "  - rail_days: 0", LINE_CODE, "code", "must be given"},
    {LINE_NAME, "", LINE_CODE, "name", "must be given"},
    {LINE_NAME, "    name: true", LINE_NAME, "name", "must be a text"},
    {LINE_NAME, "    name: null", LINE_CODE, "name", "must be given"},
    {LINE_NAME, "    name: \"a\\0b\"", LINE_NAME, "name", "control characters"},
    {LINE_HOLIDAYS, "", LINE_CODE, "holidays", "must be given"},
    {LINE_HOLIDAYS, "    holidays: wales", LINE_HOLIDAYS, "holidays", "no calendar \"wales\""},
    {LINE_HOLIDAYS, "    holidays: ./none.txt", LINE_HOLIDAYS, "holidays", "No such file"},
    {LINE_SLA_DAYS, "    sla_days: four", LINE_SLA_DAYS, "sla_days", "whole number from 0 to 366"},
    {LINE_SLA_DAYS, "    sla_days: \"4\"", LINE_SLA_DAYS, "sla_days", "not the text \"4\""},
    {LINE_SLA_DAYS, "    sla_days: 4.0", LINE_SLA_DAYS, "sla_days", "not \"4.0\""},
    {LINE_SLA_DAYS, "    sla_days: -1", LINE_SLA_DAYS, "sla_days", "not \"-1\""},
    {LINE_SLA_DAYS, "    sla_days: 367", LINE_SLA_DAYS, "sla_days", "not \"367\""},
    {LINE_SLA_DAYS, "    sla_days: 1\n    rail_days: 2", LINE_SLA_DAYS + 1, "rail_days",
     "is more than sla_days"},
    {LINE_SPARE, "    timezone: ../etc/passwd", LINE_SPARE, "timezone", "is no time zone"},
    {LINE_SPARE, "    timezone: Europe/Lundun", LINE_SPARE, "timezone", "\"Europe/Lundun\" is no"},
    {LINE_SPARE, "    timezone: zone.tab", LINE_SPARE, "timezone", "is no time zone"},
    {LINE_SPARE, "    go_live: 2026-02-30", LINE_SPARE, "go_live", "is not a date"},
    {LINE_SPARE, "    go_live: 01/04/2026", LINE_SPARE, "go_live", "is not a date"},
    {LINE_SPARE, "    live: yes", LINE_SPARE, "live", "must be true or false"},
    {LINE_SPARE, "    live: \"true\"", LINE_SPARE, "live", "must be true or false"},
    {LINE_SPARE, "    people: A", LINE_SPARE, "people", "must be a list"},
    {LINE_SPARE, "    people: [A, {name: A}]", LINE_SPARE, "name", "the same stands in line 14"},
    {LINE_SPARE, "    people: [{login: a}]", LINE_SPARE, "name", "must be given"},
    {LINE_SPARE, "    payer: {sort_code: 12345}", LINE_SPARE, "sort_code", "bytes, not 5"},
    {LINE_SPARE, "    payer: {sort_code: 1234567}", LINE_SPARE, "sort_code", "six digits"},
    {LINE_SPARE, "    payer: {sort_code: 12-3456-}", LINE_SPARE, "sort_code", "six digits"},
    {LINE_SPARE, "    payer: {account_no: 1234567x}", LINE_SPARE, "account_no", "eight digits"},
    {LINE_SPARE, "    payer: {vat_no: GB 123}", LINE_SPARE, "vat_no", "capital letters and digits"},
    {LINE_SPARE, "    payer: {vat_no: GB123456789012}", LINE_SPARE, "vat_no", "to 13 bytes"},
    {LINE_SPARE, "    journal: {debtor: 1}", LINE_SPARE, "debtor", "is not a key"},
    {LINE_SPARE, "    approvals: {terms: 1}", LINE_SPARE, "terms", "not supported yet"},
    {LINE_SPARE, "    approvals: {payees: 10}", LINE_SPARE, "payees", "from 0 to 9"},
    {LINE_SPARE, "    mode: dry", LINE_SPARE, "mode", "must be live or shadow, not \"dry\""},
    {LINE_SPARE, "    approvals: {release: -1}", LINE_SPARE, "release", "from 0 to 9"},
    {LINE_SPARE, "    approvals: {release_over: 1.005}", LINE_SPARE, "release_over", "2 decimals"},
    {LINE_SPARE, "    approvals: {release_over: 1e5}", LINE_SPARE, "release_over", "not \"1e5\""},
    {LINE_SPARE, "    settlement: {card: pain001}", LINE_SPARE, "card", "brif"},
    {LINE_SPARE, "    settlement: {bank: brif}", LINE_SPARE, "bank", "pain001"},
    {LINE_SPARE, "    settlement: {bank: bacs}", LINE_SPARE, "bank", "must be pain001 or csv"},
    {LINE_SPARE, "    settlement: {per: line}", LINE_SPARE, "per", "must be invoice or provider"},
    {LINE_SPARE, "    remittance: {formats: [pdf]}", LINE_SPARE, "formats", "ubl or csv"},
    {LINE_SPARE, "    remittance: {formats: csv}", LINE_SPARE, "formats", "must be a list"},
    {LINE_SERVICES, "    services: [{service: A}, {service: A}]", LINE_SERVICES, "service",
     "the same stands"},
    {LINE_SERVICES, "    services: [{vat_percent: 0}]", LINE_SERVICES, "service", "must be given"},
    {LINE_SERVICES, "    services: [{service: A, unit: parsec}]", LINE_SERVICES, "unit",
     "\"parsec\" is not a unit"},
    {LINE_SERVICES, "    services: [{service: A, vat_percent: 99.0001}]", LINE_SERVICES,
     "vat_percent", "from 0 to 99"},
    {LINE_SERVICES, "    services: [{service: A, vat_percent: 0.00001}]", LINE_SERVICES,
     "vat_percent", "at most 4 decimals"},
    {LINE_SERVICES, "    services: {service: A}", LINE_SERVICES, "services", "must be a list"},
    {LINE_SERVICES, "    services: [A]", LINE_SERVICES, "services", "must be a mapping"},
};

#define FEED(rest)         "      - {name: a, " rest "}"
#define FEED_OF_BILLS(...) FEED("kind: bill, url: in/a/*.csv, " __VA_ARGS__)

static const struct fault_case feed_fault_cases[] = {
    {LINE_FEED, "      - {kind: bill, url: in/a}", LINE_FEED, "name", "must be given"},
    {LINE_FEED, "      - {name: a b, kind: bill, url: in/a}", LINE_FEED, "name", "letters, digits"},
    {LINE_FEED, "      - {name: ../a, kind: bill, url: in/a}", LINE_FEED, "name", "letters"},
    {LINE_FEED, FEED("url: in/a"), LINE_FEED, "kind", "must be given"},
    {LINE_FEED, FEED("kind: bills, url: in/a"), LINE_FEED, "kind", "not \"bills\""},
    {LINE_FEED, FEED("kind: bill"), LINE_FEED, "url", "must be given"},
    {LINE_FEED, FEED("kind: bill, url: /in/a"), LINE_FEED, "url", "below the spool"},
    {LINE_FEED, FEED("kind: bill, url: in/../../etc/*"), LINE_FEED, "url", "below the spool"},
    {LINE_FEED, FEED("kind: bill, url: .."), LINE_FEED, "url", "below the spool"},
    {LINE_FEED, FEED("kind: bill, url: \"file:///x\""), LINE_FEED, "url", "path below the spool"},
    {LINE_FEED, FEED_OF_BILLS("preset: ubl-order"), LINE_FEED, "preset",
     "kind order, not kind bill"},
    {LINE_FEED, FEED_OF_BILLS("preset: caaa012"), LINE_FEED, "preset", "kind response, not kind"},
    {LINE_FEED, FEED("kind: response, url: in/a, preset: pain002, columns: {batch: X}"), LINE_FEED,
     "columns", "elements of its own"},
    {LINE_FEED, FEED("kind: response, url: in/a, preset: camt054, values: {batch: \"*\"}"),
     LINE_FEED, "values", "is for preset tallystick"},
    {LINE_FEED, FEED_OF_BILLS("preset: xml, columns: {net: A}"), LINE_FEED, "record",
     "must be given"},
    {LINE_FEED, FEED_OF_BILLS("preset: xml, record: /a/b"), LINE_FEED, "columns", "must be given"},
    {LINE_FEED, FEED_OF_BILLS("preset: xml, record: a//b, columns: {net: A}"), LINE_FEED, "record",
     "such as /Visits/Visit"},
    {LINE_FEED, FEED_OF_BILLS("preset: xml, record: a/b, columns: {net: A/}"), LINE_FEED, "net",
     "such as Client/Ref"},
    {LINE_FEED, FEED_OF_BILLS("record: /a/b"), LINE_FEED, "record", "for preset xml alone"},
    {LINE_FEED, FEED_OF_BILLS("preset: edi"), LINE_FEED, "preset", "not \"edi\""},
    {LINE_FEED, FEED("kind: rate, url: in/a, preset: access-portal"), LINE_FEED, "preset",
     "brings bills"},
    {LINE_FEED, FEED_OF_BILLS("preset: access-portal, csv: {date: mdy}"), LINE_FEED, "date", "dmy"},
    {LINE_FEED, FEED_OF_BILLS("preset: access-portal, columns: {net: X}"), LINE_FEED, "columns",
     "headings of its own"},
    {LINE_FEED, FEED_OF_BILLS("required: 1"), LINE_FEED, "required", "true or false"},
    {LINE_FEED, FEED_OF_BILLS("manifest: md5"), LINE_FEED, "manifest", "none or sha256"},
    {LINE_FEED, FEED_OF_BILLS("provider: \"\""), LINE_FEED, "provider", "from 1 to 64 bytes"},
    {LINE_FEED, FEED_OF_BILLS("csv: {delimiter: ab}"), LINE_FEED, "delimiter", "not \"ab\""},
    {LINE_FEED, FEED_OF_BILLS("csv: {delimiter: '\"'}"), LINE_FEED, "delimiter", "must be a tab"},
    {LINE_FEED, FEED_OF_BILLS("csv: {delimiter: \"\"}"), LINE_FEED, "delimiter", "must be a tab"},
    {LINE_FEED, FEED_OF_BILLS("csv: {encoding: EBCDIC}"), LINE_FEED, "encoding", "windows-1252"},
    {LINE_FEED, FEED_OF_BILLS("csv: {date: dd/mm}"), LINE_FEED, "date", "dmy, mdy, ymd or named"},
    {LINE_FEED, FEED_OF_BILLS("csv: {number: european}"), LINE_FEED, "number", "plain or grouped"},
    {LINE_FEED, FEED_OF_BILLS("csv: [x]"), LINE_FEED, "csv", "must be a mapping"},
    {LINE_FEED, FEED_OF_BILLS("columns: [x]"), LINE_FEED, "columns", "must be a mapping"},
    {LINE_FEED, FEED_OF_BILLS("columns: {surname: X}"), LINE_FEED, "surname", "no such field"},
    {LINE_FEED, FEED_OF_BILLS("columns: {log_in: X}"), LINE_FEED, "log_in", "a bill has no such"},
    {LINE_FEED, FEED_OF_BILLS("columns: {net: [X]}"), LINE_FEED, "net", "heading of the file"},
    {LINE_FEED, FEED_OF_BILLS("columns: {net: \" \"}"), LINE_FEED, "net", "heading of the file"},
    {LINE_FEED, FEED_OF_BILLS("columns: {net: X, net: Y}"), LINE_FEED, "net", "already"},
    {LINE_FEED, FEED_OF_BILLS("trailer: T"), LINE_FEED, "trailer", "must be a mapping"},
    {LINE_FEED, FEED_OF_BILLS("trailer: {mark: T, kind: x}"), LINE_FEED, "kind", "not a key"},
    {LINE_FEED, FEED_OF_BILLS("trailer: {mark: T, count: 0}"), LINE_FEED, "count", "from 1 to 256"},
    {LINE_FEED, FEED_OF_BILLS("trailer: {total: 2, field: carer_ref}"), LINE_FEED, "total",
     "net, vat, gross or quantity"},
    {LINE_FEED, FEED_OF_BILLS("trailer: {count: 2, field: net}"), LINE_FEED, "field",
     "needs total"},
    {LINE_FEED, FEED("kind: rate, url: in/r, trailer: {total: 2}"), LINE_FEED, "total",
     "is of net"},
    {LINE_FEED, FEED_OF_BILLS("preset: access-portal, trailer: {count: 2}"), LINE_FEED, "trailer",
     "is for preset tallystick"},
    {LINE_FEED, FEED_OF_BILLS("preamble: 1001"), LINE_FEED, "preamble", "from 0 to 1000"},
    {LINE_FEED, FEED_OF_BILLS("preset: access-portal, preamble: 2"), LINE_FEED, "preamble",
     "is for preset tallystick"},
    {LINE_FEED, FEED_OF_BILLS("values: [x]"), LINE_FEED, "values", "must be a mapping"},
    {LINE_FEED, FEED_OF_BILLS("values: {surname: X}"), LINE_FEED, "surname", "no such field"},
    {LINE_FEED, FEED_OF_BILLS("values: {service: \" \"}"), LINE_FEED, "service", "a value on one"},
    {LINE_FEED, FEED_OF_BILLS("values: {provider: P1}"), LINE_FEED, "provider", "the feed"},
    {LINE_FEED, FEED_OF_BILLS("columns: {net: X}, values: {net: 1}"), LINE_FEED, "net",
     "in columns and in values"},
    {LINE_FEED, FEED_OF_BILLS("key_file: k"), LINE_FEED, "key_file", "begins with sftp://"},
    {LINE_FEED, FEED_OF_BILLS("timeout_s: 9"), LINE_FEED, "timeout_s", "sftp:// or https://"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/a/*\", known_hosts: h"), LINE_FEED, "key_file",
     "must be given"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/a/*\", key_file: k"), LINE_FEED, "known_hosts",
     "must be given"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://h/a/*\", key_file: k, known_hosts: h"), LINE_FEED,
     "url", "sftp://USER@HOST"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u:secret@h/a/*\", key_file: k, known_hosts: h"),
     LINE_FEED, "url", "without a password"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/a/../b/*\", key_file: k, known_hosts: h"),
     LINE_FEED, "url", "empty, . and .. parts"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/~/*\", key_file: k, known_hosts: h"), LINE_FEED,
     "url", "root, not at ~"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/*/x.csv\", key_file: k, known_hosts: h"),
     LINE_FEED, "url", "in its last part alone"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h\", key_file: k, known_hosts: h"), LINE_FEED,
     "url", "must have a path"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/a/\", key_file: k, known_hosts: h"), LINE_FEED,
     "url", "empty, . and .. parts"},
    {LINE_FEED,
     FEED("kind: bill, url: \"sftp://u@h/a/*\", key_file: k, known_hosts: h, ca_file: c"),
     LINE_FEED, "ca_file", "begins with https://"},
    {LINE_FEED,
     FEED("kind: bill, url: \"sftp://u@h/a/*\", key_file: k, known_hosts: h, after: burn"),
     LINE_FEED, "after", "keep, move or delete"},
    {LINE_FEED,
     FEED("kind: bill, url: \"sftp://u@h/a/*\", key_file: k, known_hosts: h, attempts: 0"),
     LINE_FEED, "attempts", "1"},
    {LINE_FEED, FEED("kind: bill, url: \"sftp://u@h/a/*\", key_file: ../../k, known_hosts: h"),
     LINE_FEED, "key_file", "not a path"},
    {LINE_FEED, FEED("kind: bill, url: \"https://u:p@h/a.csv\""), LINE_FEED, "url",
     "belong into login_file"},
    {LINE_FEED, FEED("kind: bill, url: \"https://h/a/\""), LINE_FEED, "url", "must name one file"},
    {LINE_FEED, FEED("kind: bill, url: \"https://h\""), LINE_FEED, "url", "must name one file"},
    {LINE_FEED, FEED("kind: bill, url: \"https://h/a#b\""), LINE_FEED, "url", "must name one file"},
    {LINE_FEED, FEED("kind: bill, url: \"https://h/a.csv\", after: move"), LINE_FEED, "after",
     "begins with sftp://"},
    {LINE_FEED, FEED("kind: bill, url: \"https://h/a.csv\", known_hosts: h"), LINE_FEED,
     "known_hosts", "begins with sftp://"},
    {LINE_FEED, FEED("kind: bill, url: \"http://h/a.csv\""), LINE_FEED, "url",
     "below the spool, sftp:// or https://"},
    {LINE_FEED, FEED_OF_BILLS("required: true") "\n      - {name: a, kind: rate, url: in/r}",
     LINE_FEED + 1, "name", "the same stands in line 10"},
    {LINE_FEED, FEED_OF_BILLS("required: true") "\n      - {name: b, kind: bill, url: in/a/*.csv}",
     LINE_FEED + 1, "url", "the feed in line 10 takes these files"},
};

START_TEST(a_source_is_read)
{
    load_with(LINE_FEED,
              FEED("kind: bill, url: \"sftp://u@h:22/a b/*.csv\", key_file: k, known_hosts: /h/k"));
    ck_assert_str_eq(feed()->url, "in/fetched/KENT/a/*");
    ck_assert_str_eq(feed()->source.url, "sftp://u@h:22/a b/*.csv");
    ck_assert(feed()->source.is_sftp);
    ck_assert_str_eq(feed()->source.key_file, path_in_folder("k"));
    ck_assert_str_eq(feed()->source.known_hosts, "/h/k");
    ck_assert_int_eq(feed()->source.after, AFTER_KEEP);
    ck_assert_int_eq(feed()->source.timeout_s, 60);
    ck_assert_int_eq(feed()->source.quiet_s, 10);
    ck_assert_int_eq(feed()->source.attempts, 4);
    ck_assert_int_eq(feed()->source.limit_mb, 1000);
    load_with(LINE_FEED, FEED("kind: bill, url: \"https://h/a.csv?key=1\", ca_file: c"));
    ck_assert(!feed()->source.is_sftp);
    ck_assert_str_eq(feed()->source.ca_file, path_in_folder("c"));
}
END_TEST

static const struct {
    const char *keys;
    enum mail_tls tls;
} mail_cases[] = {
    {"url: \"smtp://localhost:25\"", MAIL_TLS_NONE},
    {"url: \"smtp://[::1]\"", MAIL_TLS_NONE},
    {"url: \"smtp://localhost:25\", tls: required, login_file: l", MAIL_TLS_REQUIRED},
    {"url: \"smtp://localhost.example\"", MAIL_TLS_REQUIRED},
    {"url: \"smtp://mail.example\", tls: none", MAIL_TLS_NONE},
    {"url: \"smtps://localhost:465\"", MAIL_TLS_REQUIRED},
};

START_TEST(mail_is_encrypted_unless_it_stays_here)
{
    load_with(LINE_MAIL,
              arena_printf(arena, "mail: {from: t@e.org, finance: f@e.org, transport: smtp, %s}",
                           mail_cases[_i].keys));
    expect_no_fault();
    ck_assert_int_eq(config->mail.transport, MAIL_TRANSPORT_SMTP);
    ck_assert_int_eq(config->mail.tls, mail_cases[_i].tls);
    ck_assert_int_eq(config->mail.timeout_s, 120);
}
END_TEST

START_TEST(each_fault_is_named_with_line_and_key)
{
    expect_case(&fault_cases[_i]);
}
END_TEST

START_TEST(each_fault_of_a_feed_is_named_with_line_and_key)
{
    expect_case(&feed_fault_cases[_i]);
}
END_TEST

static const char second_council[] = "  - {code: %s, name: B, holidays: scotland, feeds: [{name: "
                                     "b, kind: bill, url: %s}]}";

START_TEST(council_codes_are_unique)
{
    load_with(LINE_SPARE, arena_printf(arena, second_council, "KENT", "in/x"));
    expect_only_fault(LINE_SPARE, "code", "the same stands in line 5");
}
END_TEST

START_TEST(councils_do_not_share_a_path)
{
    load_with(LINE_SPARE, arena_printf(arena, second_council, "ESSEX", "in/bills/*.csv"));
    expect_only_fault(LINE_SPARE, "url", "the feed in line 10 takes these files");
}
END_TEST

START_TEST(a_council_is_needed)
{
    load("database: \"\"\n");
    expect_only_fault(1, "councils", "must be given");
    load("\ncouncils: []\n");
    expect_only_fault(2, "councils", "from 1 to 1000 items, not 0");
    load("councils: {}\n");
    expect_only_fault(1, "councils", "must be a list");
}
END_TEST

START_TEST(every_fault_is_listed_in_file_order)
{
    load("spool: [1]\n"
         "councils:\n"
         "  - code: kent\n"
         "    feeds: [{name: a, kind: x, url: in/a}]\n"
         "    terms: [{pair_window: -1}, {tolerances: {start: {agree: 2, pay: 1}}}]\n"
         "    sla_days: x\n"
         "    colour: blue\n"
         "mail: {from: t@e.org, finance: f@e.org}\n"
         "more: 1\n");
    expect_fault(0, 1, "spool", "single value");
    expect_fault(1, 3, "code", "capital");
    expect_fault(2, 3, "name", "must be given");
    expect_fault(3, 3, "holidays", "must be given");
    expect_fault(4, 4, "kind", "not \"x\"");
    expect_fault(5, 5, "pair_window", "not \"-1\"");
    expect_fault(6, 5, "pay", "is tighter than agree");
    expect_fault(7, 6, "sla_days", "not \"x\"");
    expect_fault(8, 7, "colour", "is not a key");
    expect_fault(9, 9, "more", "is not a key");
    ck_assert_uint_eq(faults.count, 10);
}
END_TEST

START_TEST(file_that_cannot_be_read_is_an_error)
{
    ck_assert(!config_load(arena, path_in_folder("none"), &config, &faults, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CONFIGURATION);
    ck_assert_ptr_nonnull(strstr(error.message, "none: No such file"));
    ck_assert(!config_load(arena, folder, &config, &faults, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "not a regular file"));
}
END_TEST

START_TEST(file_longer_than_4_mib_is_an_error)
{
    size_t length = 4 * 1024 * 1024 + 1;
    char *blanks = arena_alloc(arena, length, 1);

    memset(blanks, ' ', length);
    write_file("long.yaml", blanks, length);
    ck_assert(!config_load(arena, path_in_folder("long.yaml"), &config, &faults, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "is longer than 4194304 bytes"));
}
END_TEST

static Suite *config_suite(void)
{
    Suite *suite = suite_create("config/config");
    TCase *tests = tcase_create("config");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, mail_is_encrypted_unless_it_stays_here, 0,
                        sizeof(mail_cases) / sizeof(mail_cases[0]));
    tcase_add_test(tests, a_source_is_read);
    tcase_add_test(tests, sound_configuration_has_the_documented_defaults);
    tcase_add_test(tests, councils_mail_wins_over_the_files);
    tcase_add_test(tests, relative_spool_starts_at_the_files_folder);
    tcase_add_test(tests, null_means_left_out);
    tcase_add_test(tests, money_is_read_exactly);
    tcase_add_test(tests, a_person_may_be_a_bare_name);
    tcase_add_test(tests, payer_and_journal_are_kept);
    tcase_add_test(tests, a_shadow_has_a_record_of_its_own);
    tcase_add_test(tests, a_shadow_has_a_record_of_its_own);
    tcase_add_test(tests, a_feed_is_read_whole);
    tcase_add_test(tests, access_portal_writes_dates_day_first);
    tcase_add_test(tests, feeds_keep_the_order_of_the_file);
    tcase_add_test(tests, json_is_read_as_yaml);
    tcase_add_test(tests, rules_are_read_again_without_any_file);
    tcase_add_test(tests, rules_hold_nothing_but_what_lines_are_judged_by);
    tcase_add_test(tests, rules_that_cannot_be_read_are_faults);
    tcase_add_test(tests, example_of_the_interface_loads);
    tcase_add_test(tests, sample_configuration_loads);
    tcase_add_loop_test(tests, sample_worlds_load, 0, 4);
    tcase_add_loop_test(tests, each_fault_is_named_with_line_and_key, 0,
                        (int)(sizeof(fault_cases) / sizeof(fault_cases[0])));
    tcase_add_loop_test(tests, each_fault_of_a_feed_is_named_with_line_and_key, 0,
                        (int)(sizeof(feed_fault_cases) / sizeof(feed_fault_cases[0])));
    tcase_add_test(tests, council_codes_are_unique);
    tcase_add_test(tests, councils_do_not_share_a_path);
    tcase_add_test(tests, a_council_is_needed);
    tcase_add_test(tests, every_fault_is_listed_in_file_order);
    tcase_add_test(tests, file_that_cannot_be_read_is_an_error);
    tcase_add_test(tests, file_longer_than_4_mib_is_an_error);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(config_suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
