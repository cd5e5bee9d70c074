#include "ops/run/council_night.h"

#include "adapters/postgres/standing_store.h"

struct payer council_payer(const struct council_config *council)
{
    return (struct payer){
        .council_code = council->code.bytes,
        .council_name = council->name,
        .vat_no = council->payer.vat_no,
        .is_live = council->is_live,
    };
}

bool council_rules(struct council_night *night, struct arena *arena, struct rules *rules_r,
                   struct error *error_r)
{
    const struct council_config *council = night->council;
    struct service_rule *services = ARENA_ARRAY(arena, struct service_rule, council->service_count);

    for (size_t i = 0; i < council->service_count; i++) {
        services[i] =
            (struct service_rule){council->services[i].service, council->services[i].vat_percent_e4,
                                  council->services[i].unit};
    }
    *rules_r = (struct rules){
        .zone = night->zone,
        .calendar = &council->calendar,
        .terms = &council->terms,
        .business_date = night->run.business_date,
        .go_live = council->go_live,
        .service_count = council->service_count,
        .services = services,
    };
    return standing_read_suspensions(night->db, night->run.council_id, RECORD_TO_ITS_END, arena,
                                     &rules_r->suspension_count, &rules_r->suspensions, error_r);
}
