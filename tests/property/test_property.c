/*
 * The engine against a second, slow matcher, on thousands of random worlds of
 * two nights; and what must hold of any night: the order of the input decides
 * nothing, every penny is accounted for, and what is told of a line is what
 * happened to it.
 *
 *     test_property [SEED [WORLDS]]     (or $PROPERTY_SEED, $PROPERTY_WORLDS)
 *
 * A difference is printed with the seed of its world, which is the SEED to
 * start from with WORLDS 1; the program ends 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/outbound/explain_page.h"
#include "matcher/engine/explain.h"
#include "tests/property/slow_matcher.h"
#include "tests/property/worlds.h"

#define SEED_DEFAULT   20261102
#define WORLDS_DEFAULT 12000

static struct world world;
static size_t line_count, counts[VERDICT_COUNT], reason_counts[REASON_COUNT];

static const char *reasons_text(uint64_t reasons)
{
    static char texts[4][256];
    static int turn;
    char *text = texts[turn++ % 4];
    size_t length = 0;

    text[0] = '\0';
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if ((reasons >> reason & 1) != 0) {
            length += (size_t)snprintf(text + length, sizeof(texts[0]) - length, "%s%s",
                                       length == 0 ? "" : "|", reason_code((enum reason)reason));
        }
    }
    return text;
}

static void money_text(int64_t pence, char text_r[DECIMAL_TEXT_BYTES])
{
    if (given(pence))
        decimal_format(pence, PLACES_MONEY, text_r);
    else
        snprintf(text_r, DECIMAL_TEXT_BYTES, "none");
}

static void print_verdict(const char *who, enum verdict_kind kind, uint64_t reasons,
                          int64_t payable, int64_t expected, const struct order_line *order,
                          int32_t slot)
{
    char payable_text[DECIMAL_TEXT_BYTES], expected_text[DECIMAL_TEXT_BYTES];
    struct text none = TEXT_LITERAL("-");

    money_text(payable, payable_text);
    money_text(expected, expected_text);
    printf("    %-6s %s {%s} payable %s expected %s order %.*s/%.*s slot %d\n", who,
           verdict_word(kind), reasons_text(reasons), payable_text, expected_text,
           TEXT_ARGS(order == NULL ? none : order->order_no),
           TEXT_ARGS(order == NULL ? none : order->order_line), (int)slot);
}

static void print_line(const struct bill_line *line, const struct carried *carried)
{
    char start[DATETIME_TEXT_BYTES], end[DATETIME_TEXT_BYTES], net[DECIMAL_TEXT_BYTES];

    datetime_format(zone_civil(world.rules.zone, line->claimed_start_s), start);
    datetime_format(zone_civil(world.rules.zone, line->claimed_end_s), end);
    money_text(line->net_pence, net);
    printf("  line %lld: %.*s %.*s client %.*s service %.*s carer %.*s order %.*s/%.*s %s..%s %.*s "
           "net %s%s%s\n",
           (long long)line->line_id, TEXT_ARGS(line->invoice_no), TEXT_ARGS(line->line_no),
           TEXT_ARGS(line->client_ref), TEXT_ARGS(line->service), TEXT_ARGS(line->carer_ref),
           TEXT_ARGS(line->order_no), TEXT_ARGS(line->order_line), start, end,
           TEXT_ARGS(line->outcome), net, carried->is_carried ? " carried" : "",
           carried->is_decided ? decision_kind_word(carried->decision) : "");
}

static void print_orders(void)
{
    for (size_t i = 0; i < world.input.order_count; i++) {
        const struct order_line *order = &world.orders[i];
        char start[DATETIME_TEXT_BYTES] = "-";
        if (given(order->planned_start_s))
            datetime_format(zone_civil(world.rules.zone, order->planned_start_s), start);
        printf("  order %.*s/%.*s %s %s client %.*s service %.*s %s %d min, %d carers\n",
               TEXT_ARGS(order->order_no), TEXT_ARGS(order->order_line), basis_word(order->basis),
               order_status_word(order->status), TEXT_ARGS(order->client_ref),
               TEXT_ARGS(order->service), start, order->planned_minutes, order->carers);
    }
}

static bool same_order(const struct order_line *a, const struct order_line *b)
{
    return a == b || (a != NULL && b != NULL && order_line_compare_key(a, b) == 0);
}

/* --- the two matchers ------------------------------------------------------ */

static bool is_same(const struct verdict *fast, const struct slow_verdict *slow)
{
    return fast->kind == slow->kind && fast->reasons == slow->reasons &&
           fast->expected_pence == slow->expected_pence &&
           fast->payable_pence == slow->payable_pence &&
           fast->payable_vat_pence == slow->payable_vat_pence && fast->slot == slow->slot &&
           same_order(fast->order, slow->order);
}

static bool matchers_agree(struct arena *arena, const struct verdict *verdicts)
{
    struct slow_verdict *slow = ARENA_ARRAY(arena, struct slow_verdict, world.input.line_count);
    bool agree = true;

    slow_match(arena, &world.rules, &world.input, slow);
    for (size_t i = 0; i < world.input.line_count; i++) {
        const struct verdict *fast = &verdicts[i];
        if (is_same(fast, &slow[i]))
            continue;
        agree = false;
        print_line(&world.lines[i], &world.carried[i]);
        print_verdict("engine", fast->kind, fast->reasons, fast->payable_pence,
                      fast->expected_pence, fast->order, fast->slot);
        print_verdict("slow", slow[i].kind, slow[i].reasons, slow[i].payable_pence,
                      slow[i].expected_pence, slow[i].order, slow[i].slot);
    }
    return agree;
}

/* --- the order of the input ------------------------------------------------ */

static const struct verdict *verdict_by_id(const struct verdict *verdicts, int64_t line_id)
{
    for (size_t i = 0; i < world.input.line_count; i++)
        if (world.lines[i].line_id == line_id)
            return &verdicts[i];
    return NULL;
}

static bool order_decides_nothing(struct arena *arena, const struct verdict *verdicts)
{
    static struct world kept;
    size_t count = world.input.line_count;
    bool same = true;

    kept = world;
    world_shuffle(&world);
    struct match_output output;
    match_provider(arena, &world.rules, &world.input, &output);
    for (size_t i = 0; i < count && same; i++) {
        const struct verdict *was = &verdicts[i];
        const struct verdict *is = verdict_by_id(output.verdicts, kept.lines[i].line_id);
        /* orders have moved: was->order is read in the world as it was */
        const struct order_line *order =
            was->order == NULL ? NULL : &kept.orders[was->order - world.orders];
        same = was->kind == is->kind && was->reasons == is->reasons &&
               was->payable_pence == is->payable_pence &&
               was->payable_vat_pence == is->payable_vat_pence &&
               was->expected_pence == is->expected_pence && was->slot == is->slot &&
               was->turn == is->turn && was->evidence_id == is->evidence_id &&
               same_order(order, is->order);
        if (!same) {
            print_line(&kept.lines[i], &kept.carried[i]);
            printf("    turn %d and %d, evidence %lld and %lld\n", was->turn, is->turn,
                   (long long)was->evidence_id, (long long)is->evidence_id);
            print_verdict("as is", was->kind, was->reasons, was->payable_pence, was->expected_pence,
                          order, was->slot);
            print_verdict("moved", is->kind, is->reasons, is->payable_pence, is->expected_pence,
                          is->order, is->slot);
        }
    }
    uint64_t random = world.random;
    world = kept;
    world.random = random;
    return same;
}

/* --- pence ----------------------------------------------------------------- */

static bool complain(size_t line, const char *what)
{
    print_line(&world.lines[line], &world.carried[line]);
    printf("    %s\n", what);
    return false;
}

/* Only paid lines have anything payable: the billed net or the expected price. */
static bool line_is_accounted_for(const struct verdict *verdict, size_t i)
{
    const struct bill_line *line = &world.lines[i];

    if (!verdict_is_paid(verdict)) {
        return (verdict->payable_pence == 0 && verdict->payable_vat_pence == 0) ||
               complain(i, "not paid, yet something is payable");
    }
    return (given(line->net_pence) && verdict->payable_pence == line->net_pence) ||
           (given(verdict->expected_pence) && verdict->payable_pence == verdict->expected_pence) ||
           complain(i, "payable is neither the billed net nor the expected price");
}

/* No slot, and no line, is paid twice; what the past says is paid is so by keys that the store
 * holds unique: slot and turn. */
static bool paid_once(const struct verdict *verdicts, size_t i)
{
    const struct verdict *verdict = &verdicts[i];

    for (size_t j = 0; j < i && verdict_is_paid(verdict); j++) {
        if (!verdict_is_paid(&verdicts[j]))
            continue;
        if (bill_line_same_identity(&world.lines[i], &world.lines[j]))
            return complain(i, "the same line is paid twice tonight");
        if (verdict->slot > 0 && verdict->slot == verdicts[j].slot &&
            same_order(verdict->order, verdicts[j].order))
            return complain(i, "the same slot is paid twice tonight");
    }
    for (size_t j = 0; j < world.input.past_count && verdict_is_paid(verdict); j++) {
        const struct past_line *past = &world.past[j];
        if (past->paid && bill_line_same_identity(&world.lines[i], &past->line))
            return complain(i, "the line was paid before");
        if (past->paid && verdict->slot > 0 && past->slot == verdict->slot &&
            past->turn == verdict->turn && text_equal(past->order_no, verdict->order->order_no) &&
            text_equal(past->order_line, verdict->order->order_line))
            return complain(i, "the slot was paid before, in the same turn");
    }
    return true;
}

/* Credits of all nights take no more from a line than was paid for it. */
static bool credits_are_covered(const struct verdict *verdicts)
{
    for (size_t j = 0; j < world.input.past_count; j++) {
        const struct past_line *past = &world.past[j];
        int64_t left_pence = past->payable_pence - past->credited_pence;
        for (size_t i = 0; i < world.input.line_count; i++) {
            const struct bill_line *line = &world.lines[i];
            if (verdict_is_paid(&verdicts[i]) && verdicts[i].payable_pence < 0 &&
                text_equal(line->credits_invoice_no, past->line.invoice_no) &&
                text_equal(line->credits_line_no, past->line.line_no))
                left_pence += verdicts[i].payable_pence;
        }
        if (past->paid && past->payable_pence >= 0 && left_pence < 0) {
            printf("    more is credited than was paid\n");
            return false;
        }
    }
    return true;
}

static bool pence_are_conserved(const struct verdict *verdicts)
{
    bool conserved = credits_are_covered(verdicts);

    for (size_t i = 0; i < world.input.line_count; i++)
        conserved = line_is_accounted_for(&verdicts[i], i) && paid_once(verdicts, i) && conserved;
    return conserved;
}

/* --- explaining ------------------------------------------------------------ */

static bool is_worth_more(const struct pairing_worth *a, const struct pairing_worth *b)
{
    if (a->paid != b->paid)
        return a->paid > b->paid;
    if (a->matched != b->matched)
        return a->matched > b->matched;
    if (a->pairs != b->pairs)
        return a->pairs > b->pairs;
    return a->minutes_off < b->minutes_off;
}

/* The quantity's difference is what the total before it and the line itself come to. */
static bool total_is_met(const struct explanation *told)
{

    for (size_t i = 0; i < told->total_count; i++) {
        const struct total_told *total = &told->totals[i];
        int64_t beyond_e4 = total->before_e4 + total->adds_e4 - total->order->quantity_e4;
        if (total->is_chosen && verdict_zone(told->verdict, CHECK_QUANTITY) != ZONE_OFF &&
            told->verdict->checks->results[CHECK_QUANTITY].difference_e4 !=
                (beyond_e4 > 0 ? beyond_e4 : 0))
            return false;
    }
    return told->verdict->order == NULL || told->verdict->order->basis == BASIS_VISIT ||
           told->total_count > 0;
}

static bool price_is_met(const struct explanation *told)
{
    const struct price_told *price = &told->price;
    bool is_priced = price->is_asked && price->course.price.is_known;

    return !is_priced ||
           told->verdict->expected_pence == price_pence(&price->course.price, price->percent_e4);
}

/* A line that got nothing, or something else, is told of every slot that had been no better. */
/* A line decided to be paid keeps the visit it was last paired with, ordered that night or not. */
static bool has_ordered_slot(const struct verdict *verdict)
{
    return verdict->slot > 0 && verdict->order->status == ORDER_STATUS_ACTIVE &&
           verdict->slot <= verdict->order->carers;
}

static bool checks_are_same(const struct verdict *a, const struct verdict *b)
{
    if (a->checks == NULL || b->checks == NULL)
        return a->checks == b->checks;
    for (int check = 0; check < CHECK_COUNT; check++) {
        const struct check_result *x = &a->checks->results[check], *y = &b->checks->results[check];
        if (x->zone != y->zone || x->difference_e4 != y->difference_e4 ||
            x->expected_e4 != y->expected_e4)
            return false;
    }
    return true;
}

static bool slots_are_met(const struct explanation *told)
{
    size_t got = 0;

    for (size_t i = 0; i < told->slot_count; i++) {
        const struct slot_told *slot = &told->slots[i];
        got += slot->fate == SLOT_GOT;
        if (slot->fate == SLOT_IN_PAIRING && is_worth_more(&slot->forced, &told->best))
            return false;
        if (slot->fate == SLOT_GOT && !verdict_is_decided(told->verdict) &&
            (is_worth_more(&slot->forced, &told->best) ||
             is_worth_more(&told->best, &slot->forced)))
            return false;
        if (slot->fate == SLOT_GOT && !verdict_is_decided(told->verdict) &&
            !checks_are_same(&slot->had, told->verdict))
            return false;
    }
    return got == has_ordered_slot(told->verdict);
}

static bool obstacle_is_met(const struct explanation *told)
{
    uint64_t others = REASON_BIT(CARER_OVERLAP) | REASON_BIT(SUPERSEDED);
    bool has_other = told->obstacle_count > 0;

    for (size_t i = 0; i < told->slot_count; i++)
        has_other = has_other || told->slots[i].taker.line != NULL;
    if ((told->verdict->reasons & REASON_BIT(CLIENT_SUSPENDED)) != 0 && told->suspension == NULL)
        return false;
    if ((told->verdict->reasons & REASON_BIT(DUPLICATE_VISIT)) != 0 && !has_other)
        return false;
    return told->obstacle_count > 0 ||
           ((told->verdict->reasons & others) == 0 && told->verdict->kind != VERDICT_DUPLICATE);
}

/* The line that is named for a duplicate_visit is one that the page tells of. */
static bool other_is_met(const struct explanation *told)
{
    const struct bill_line *other = match_other_line(told->input, told->verdict);
    bool is_again = (told->verdict->reasons & REASON_BIT(DUPLICATE_VISIT)) != 0;

    if (other == NULL) /* who has the slot may be another client's line, or another provider's */
        return !is_again || told->obstacle_count == 0 || told->slot_count > 0;
    for (size_t i = 0; i < told->obstacle_count; i++)
        if (told->obstacles[i].other.line == other)
            return is_again;
    for (size_t i = 0; i < told->slot_count; i++)
        if (told->slots[i].taker.line == other && told->slots[i].is_paid_together)
            return is_again;
    return false;
}

static bool checks_are_told(const struct explanation *told)
{
    for (int check = 0; check < CHECK_COUNT; check++)
        if ((told->checks_off[check] == CHECK_IS_ON) !=
            (verdict_zone(told->verdict, (enum check)check) != ZONE_OFF))
            return false;
    return true;
}

static bool text_ends_with(struct text t, const char *end)
{
    size_t length = strlen(end);
    return t.length >= length && memcmp(t.bytes + t.length - length, end, length) == 0;
}

static bool text_starts_with(struct text t, const char *start)
{
    size_t length = strlen(start);
    return t.length >= length && memcmp(t.bytes, start, length) == 0;
}

/* "... → within", with what is pardoned in brackets after it; "off: ..." */
static bool zone_is_said(struct text words, enum zone_of_check zone)
{
    char end[32];

    if (zone == ZONE_OFF)
        return text_starts_with(words, "off: ");
    while (words.length > 0 && text_ends_with(words, ")"))
        while (words.length > 0 && words.bytes[--words.length] != '(')
            ;
    words = text_trim(words);
    snprintf(end, sizeof(end), "\u2192 %s", zone_of_check_word(zone));
    return text_ends_with(words, end);
}

static bool check_named(struct text word, enum check *check_r)
{
    for (*check_r = 0; *check_r < CHECK_COUNT; (*check_r)++)
        if (text_equal(word, text_of(check_word(*check_r))))
            return true;
    return false;
}

static bool zones_are_said(const struct explain_page *page, const struct verdict *verdict)
{
    int said = 0;

    for (size_t i = 0; i < page->row_count; i++) {
        enum check check;
        const struct explain_row *row = &page->rows[i];
        if (strcmp(row->section, "Checks") != 0 || !check_named(row->item, &check))
            continue;
        said++;
        if (!zone_is_said(row->words, verdict_zone(verdict, check)))
            return false;
    }
    return said == (verdict->checks != NULL ? CHECK_COUNT : 0);
}

static bool is_narrow(struct text text)
{
    size_t wide = 0;

    for (size_t i = 0; i < text.length; i++) {
        bool continues = ((unsigned char)text.bytes[i] & 0xC0) == 0x80;
        wide = text.bytes[i] == '\n' ? 0 : wide + !continues;
        if (wide > EXPLAIN_PAGE_COLUMNS)
            return false;
    }
    return true;
}

static bool page_is_met(struct arena *arena, const struct explanation *told)
{
    struct explain_page page = {.arena = arena};

    explain_page_engine(&page, told);
    return zones_are_said(&page, told->verdict) &&
           is_narrow(explain_page_text(&page, explain_headline(arena, told, 0)));
}

/* Walks the night again for every line, so that a fifth of the worlds has to do. */
static bool explains_itself(struct arena *arena, const struct verdict *verdicts, uint64_t seed)
{
    if (seed % 5 != 0)
        return true;
    for (size_t i = 0; i < world.input.line_count; i++) {
        struct match_output output;
        struct explanation told;
        match_explain(arena, &world.rules, &world.input, i, &output, &told);
        const struct verdict *was = &verdicts[i], *is = told.verdict;
        if (was->kind != is->kind || was->reasons != is->reasons ||
            was->payable_pence != is->payable_pence || was->slot != is->slot ||
            !same_order(was->order, is->order))
            return complain(i, "explained, it has another verdict");
        if (!checks_are_told(&told))
            return complain(i, "a check is told otherwise");
        if (!total_is_met(&told))
            return complain(i, "the running total is told otherwise");
        if (!price_is_met(&told))
            return complain(i, "the price is told otherwise");
        if (!slots_are_met(&told))
            return complain(i, "the slots are told otherwise");
        if (!obstacle_is_met(&told))
            return complain(i, "what stood in its way is not told");
        if (!other_is_met(&told))
            return complain(i, "another line is named than its page tells of");
        if (!page_is_met(arena, &told))
            return complain(i, "its page says otherwise, or is too wide");
    }
    return true;
}

/* --- nights ---------------------------------------------------------------- */

static void count_verdicts(const struct verdict *verdicts)
{
    for (size_t i = 0; i < world.input.line_count; i++) {
        line_count++;
        counts[verdicts[i].kind]++;
        for (int reason = 0; reason < REASON_COUNT; reason++)
            reason_counts[reason] += verdicts[i].reasons >> reason & 1;
    }
}

static const struct verdict *night_check(struct arena *arena, uint64_t seed, bool *good)
{
    struct match_output output;

    match_provider(arena, &world.rules, &world.input, &output); /* for prices to bill near to */
    world_bill(&world, output.verdicts);
    match_provider(arena, &world.rules, &world.input, &output);
    count_verdicts(output.verdicts);
    *good = matchers_agree(arena, output.verdicts) && pence_are_conserved(output.verdicts) &&
            explains_itself(arena, output.verdicts, seed) &&
            order_decides_nothing(arena, output.verdicts);
    return output.verdicts;
}

static bool world_check(uint64_t seed)
{
    struct arena *arena = arena_new();
    bool good = true;

    world_make(&world, arena, seed);
    for (int night = 1; night <= 2 && good; night++) {
        const struct verdict *verdicts = night_check(arena, seed, &good);
        if (!good) {
            printf("in night %d of world %llu\n", night, (unsigned long long)seed);
            print_orders();
        }
        if (night == 1)
            world_next_night(&world, verdicts);
    }
    arena_free(arena);
    return good;
}

static uint64_t number(int count, char **words, int which, const char *variable, uint64_t otherwise)
{
    const char *word = count > which ? words[which] : getenv(variable);
    return word == NULL ? otherwise : strtoull(word, NULL, 10);
}

/* A run that never meets some verdict or reason proves nothing about it. */
static void print_counts(void)
{
    printf("engine/property: %zu lines:", line_count);
    for (int kind = 0; kind < VERDICT_COUNT; kind++)
        printf(" %s %zu", verdict_word((enum verdict_kind)kind), counts[kind]);
    printf("\n ");
    for (int reason = 0; reason < REASON_COUNT; reason++)
        printf(" %s %zu", reason_code((enum reason)reason), reason_counts[reason]);
    printf("\n");
}

int main(int argc, char **argv)
{
    uint64_t seed = number(argc, argv, 1, "PROPERTY_SEED", SEED_DEFAULT);
    uint64_t worlds = number(argc, argv, 2, "PROPERTY_WORLDS", WORLDS_DEFAULT);
    int bad = 0;

    for (uint64_t i = 0; i < worlds && bad < 5; i++)
        bad += !world_check(seed + i);
    print_counts();
    printf("engine/property: %llu worlds from seed %llu, %d bad\n", (unsigned long long)worlds,
           (unsigned long long)seed, bad);
    return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
