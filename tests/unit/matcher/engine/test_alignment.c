/*
 * matching.md, section 7: the five criteria, checked against a search through
 * every alignment without crossings.
 */
#include <check.h>
#include <stdlib.h>

#include "matcher/engine/alignment.h"

#define LINES_MAX 6
#define SLOTS_MAX 6

struct puzzle {
    size_t line_count, slot_count;
    struct pair_worth worth[LINES_MAX][SLOTS_MAX];
};

static struct pair_worth puzzle_worth(void *context, size_t line, size_t slot)
{
    const struct puzzle *puzzle = context;
    return puzzle->worth[line][slot];
}

static void solve(const struct puzzle *puzzle, size_t *taken)
{
    struct arena *arena = arena_new();
    struct slot_range ranges[LINES_MAX] = {{0, 0}};

    for (size_t i = 0; i < puzzle->line_count; i++) {
        for (size_t j = 0; j < puzzle->slot_count; j++) {
            if (puzzle->worth[i][j].is_possible) {
                ranges[i].first_slot = ranges[i].end_slot == 0 ? j : ranges[i].first_slot;
                ranges[i].end_slot = j + 1;
            }
        }
    }
    struct alignment alignment = {puzzle->line_count, ranges, puzzle->slot_count, puzzle_worth,
                                  (void *)puzzle};
    alignment_find(arena, &alignment, taken);
    arena_free(arena);
}

/* --- every alignment, one by one ------------------------------------------ */

struct total {
    int paid, matched, pairs;
    int64_t minutes_off;
};

struct search {
    const struct puzzle *puzzle;
    size_t taken[LINES_MAX], best_taken[LINES_MAX];
    struct total best;
    int has_best;
};

static struct total total_of(const struct puzzle *puzzle, const size_t *taken)
{
    struct total total = {0, 0, 0, 0};

    for (size_t i = 0; i < puzzle->line_count; i++) {
        if (taken[i] != NO_SLOT_TAKEN) {
            const struct pair_worth *worth = &puzzle->worth[i][taken[i]];
            total.paid += worth->is_paid;
            total.matched += worth->is_matched;
            total.pairs++;
            total.minutes_off += worth->minutes_off;
        }
    }
    return total;
}

/* Criteria 1 to 4, then 5: paired rather than not, with the earlier slot, line by line. */
static int is_better(const struct search *search, const struct total *total)
{
    const struct total *best = &search->best;

    if (!search->has_best || total->paid != best->paid)
        return !search->has_best || total->paid > best->paid;
    if (total->matched != best->matched)
        return total->matched > best->matched;
    if (total->pairs != best->pairs)
        return total->pairs > best->pairs;
    if (total->minutes_off != best->minutes_off)
        return total->minutes_off < best->minutes_off;
    for (size_t i = 0; i < search->puzzle->line_count; i++)
        if (search->taken[i] != search->best_taken[i])
            return search->taken[i] < search->best_taken[i];
    return 0;
}

static void search_from(struct search *search, size_t line, size_t first_free)
{
    const struct puzzle *puzzle = search->puzzle;

    if (line == puzzle->line_count) {
        struct total total = total_of(puzzle, search->taken);
        if (is_better(search, &total)) {
            search->best = total;
            search->has_best = 1;
            for (size_t i = 0; i < line; i++)
                search->best_taken[i] = search->taken[i];
        }
        return;
    }
    search->taken[line] = NO_SLOT_TAKEN;
    search_from(search, line + 1, first_free);
    for (size_t slot = first_free; slot < puzzle->slot_count; slot++) {
        if (puzzle->worth[line][slot].is_possible) {
            search->taken[line] = slot;
            search_from(search, line + 1, slot + 1);
        }
    }
}

static uint64_t random_state;

static unsigned random_below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % limit;
}

/* Each line reaches the slots no more than `reach` away from its own number. */
static struct puzzle puzzle_random(unsigned reach)
{
    struct puzzle puzzle = {.line_count = 1 + random_below(LINES_MAX),
                            .slot_count = random_below(SLOTS_MAX + 1)};

    for (size_t i = 0; i < puzzle.line_count; i++) {
        for (size_t j = 0; j < puzzle.slot_count; j++) {
            bool is_far = i > j + reach || j > i + reach;
            unsigned kind = is_far ? 0 : random_below(5);
            puzzle.worth[i][j] = (struct pair_worth){.is_possible = kind > 0,
                                                     .is_paid = kind > 2,
                                                     .is_matched = kind > 3,
                                                     .minutes_off = random_below(4)};
        }
    }
    return puzzle;
}

static void check_puzzles(unsigned reach)
{
    random_state = 20261109;
    for (int round = 0; round < 3000; round++) {
        struct puzzle puzzle = puzzle_random(reach);
        struct search search = {.puzzle = &puzzle};
        size_t taken[LINES_MAX];

        search_from(&search, 0, 0);
        solve(&puzzle, taken);
        for (size_t i = 0; i < puzzle.line_count; i++)
            ck_assert_msg(taken[i] == search.best_taken[i], "round %d, line %zu", round, i);
    }
}

START_TEST(best_of_every_alignment)
{
    check_puzzles(LINES_MAX + SLOTS_MAX);
}
END_TEST

/* Lines with few slots in reach fall into stretches, many of them paid in turn. */
START_TEST(best_of_every_alignment_in_stretches)
{
    check_puzzles(0);
    check_puzzles(1);
}
END_TEST

/* Slots 10:30 and 12:00, lines 12:00 and 13:30: the first line is paid with the
 * slot at its own time, the second has none; not two held pairs. */
START_TEST(nearest_first_would_be_wrong)
{
    struct puzzle puzzle = {.line_count = 2, .slot_count = 2};
    size_t taken[2];

    puzzle.worth[0][0] = (struct pair_worth){true, false, false, 90};
    puzzle.worth[0][1] = (struct pair_worth){true, true, true, 0};
    puzzle.worth[1][1] = (struct pair_worth){true, false, false, 90};
    solve(&puzzle, taken);
    ck_assert_uint_eq(taken[0], 1);
    ck_assert_uint_eq(taken[1], NO_SLOT_TAKEN);
}
END_TEST

static struct pair_worth worth_near(void *context, size_t line, size_t slot)
{
    (void)context;
    size_t apart = line > slot ? line - slot : slot - line;
    return (struct pair_worth){apart <= 2, apart == 0, apart == 0, (int64_t)apart};
}

/* A client with many visits, one of them not made: only the band near each line is looked at. */
START_TEST(a_long_chain_is_fast_and_exact)
{
    enum { COUNT = 20000 };
    struct arena *arena = arena_new();
    struct slot_range *ranges = ARENA_ARRAY(arena, struct slot_range, COUNT);
    size_t *taken = ARENA_ARRAY(arena, size_t, COUNT);

    for (size_t i = 0; i < COUNT; i++) {
        ranges[i].first_slot = i < 2 ? 0 : i - 2;
        ranges[i].end_slot = i + 3 > COUNT ? COUNT : i + 3;
    }
    struct alignment alignment = {COUNT - 1, ranges, COUNT, worth_near, NULL};
    alignment_find(arena, &alignment, taken);
    for (size_t i = 0; i < COUNT - 1; i++)
        ck_assert_uint_eq(taken[i], i);
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine/alignment");
    TCase *best = tcase_create("best");

    tcase_add_test(best, best_of_every_alignment);
    tcase_add_test(best, best_of_every_alignment_in_stretches);
    tcase_add_test(best, nearest_first_would_be_wrong);
    tcase_add_test(best, a_long_chain_is_fast_and_exact);
    suite_add_tcase(suite, best);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
