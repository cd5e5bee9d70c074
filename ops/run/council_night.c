#include "ops/run/council_night.h"

#include <unistd.h>

#include "adapters/postgres/standing_store.h"
#include "ops/run/finding_book.h"
#include "ops/run/response_book.h"

bool council_pays(const struct council_config *council)
{
    return council->mode == COUNCIL_MODE_LIVE;
}

struct payer council_payer(const struct council_config *council)
{
    return (struct payer){
        .council_code = council->code.bytes,
        .council_name = council->name,
        .vat_no = council->payer.vat_no,
        .account_name = council->payer.name,
        .sort_code = council->payer.sort_code,
        .account_no = council->payer.account_no,
        .creditor_account = council->journal.creditor,
        .vat_account = council->journal.vat,
        .suspense_account = council->journal.suspense,
        .is_live = council->is_live,
    };
}

bool council_rules_of_run(struct db *db, const struct council_config *council,
                          const struct zone *zone, const struct run *run, int64_t last_file_id,
                          struct arena *arena, struct rules *rules_r, struct error *error_r)
{
    struct service_rule *services = ARENA_ARRAY(arena, struct service_rule, council->service_count);

    for (size_t i = 0; i < council->service_count; i++) {
        services[i] =
            (struct service_rule){council->services[i].service, council->services[i].vat_percent_e4,
                                  council->services[i].unit};
    }
    *rules_r = (struct rules){
        .zone = zone,
        .calendar = &council->calendar,
        .terms = &council->terms,
        .business_date = run->business_date,
        .go_live = council->go_live,
        .service_count = council->service_count,
        .services = services,
    };
    return standing_read_suspensions(db, run->council_id, last_file_id, arena,
                                     &rules_r->suspension_count, &rules_r->suspensions, error_r);
}

void council_books_close(struct council_night *night)
{
    daybook_close(night->daybook);
    response_book_close(night->responses);
    finding_book_close(night->findings);
    night->daybook = NULL;
    night->responses = NULL;
    night->findings = NULL;
    night->free_slots = NULL;
}

size_t worker_count(const struct council_night *night)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    long count = night->config->workers > 0 ? night->config->workers : processors;

    if (night->is_dry_run || count < 1)
        return 1;
    return count > WORKERS_MOST ? WORKERS_MOST : (size_t)count;
}

bool council_rules(struct council_night *night, struct arena *arena, struct rules *rules_r,
                   struct error *error_r)
{
    return council_rules_of_run(night->db, night->council, night->zone, &night->run,
                                RECORD_TO_ITS_END, arena, rules_r, error_r);
}

int32_t council_widest_pair_window(const struct council_config *council)
{
    const struct terms *terms = &council->terms;
    int32_t widest = settings_default().pair_window;

    for (size_t i = 0; i < terms->block_count; i++) {
        const struct terms_block *block = &terms->blocks[i];
        if ((block->has_setting & (UINT32_C(1) << SETTING_PAIR_WINDOW)) != 0 &&
            block->values.pair_window > widest)
            widest = block->values.pair_window;
    }
    return widest;
}
