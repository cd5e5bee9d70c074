#include "adapters/host/assembly_line.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define PIECES     300
#define ROOMS_MOST 8

struct piece {
    size_t number;
    int steps_done;
};

/* What became of the pieces. */
struct log {
    size_t made, wanted;
    atomic_size_t at_work, at_work_most;
    atomic_size_t carried, carried_most; /* weight */
    atomic_int times_checked[PIECES];
    size_t packed_count, packed[PIECES]; /* written in turn: nobody else is there */
    size_t fails_from;                   /* pieces from this on fail at the second step */
};

static struct error error;

static bool make_piece(void *context, void *room, bool *has_one_r, struct error *error_r)
{
    struct log *log = context;
    struct piece *piece = room;

    (void)error_r;
    *has_one_r = log->made < log->wanted;
    if (*has_one_r)
        *piece = (struct piece){.number = log->made++};
    return true;
}

/* Odd pieces take longer, so that later ones overtake them. */
static bool check_piece(void *context, void *room, struct error *error_r)
{
    struct log *log = context;
    struct piece *piece = room;
    size_t at_work = ++log->at_work;

    (void)error_r;
    if (at_work > log->at_work_most)
        log->at_work_most = at_work;
    usleep(piece->number % 2 == 1 ? 500 : 10);
    ck_assert_int_eq(piece->steps_done++, 0);
    log->times_checked[piece->number]++;
    log->at_work--;
    return true;
}

/* Pieces of which every third is heavy: beside it there is room for no other. */
static size_t piece_weight(const void *room)
{
    const struct piece *piece = room;
    return piece->number % 3 == 0 ? 10 : 1;
}

static bool carry_piece(void *context, void *room, struct error *error_r)
{
    struct log *log = context;

    log->carried += piece_weight(room);
    if (log->carried > log->carried_most)
        log->carried_most = log->carried;
    (void)error_r;
    usleep(100);
    log->carried -= piece_weight(room);
    return true;
}

static bool weigh_piece(void *context, void *room, struct error *error_r)
{
    struct log *log = context;
    struct piece *piece = room;

    ck_assert_int_eq(piece->steps_done++, 1);
    if (piece->number < log->fails_from)
        return true;
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "piece %zu", piece->number);
}

static bool pack_piece(void *context, void *room, struct error *error_r)
{
    struct log *log = context;
    struct piece *piece = room;

    (void)error_r;
    ck_assert_int_eq(piece->steps_done++, 2);
    log->packed[log->packed_count++] = piece->number;
    return true;
}

static bool run(struct log *log, size_t hands, size_t rooms)
{
    struct piece pieces[ROOMS_MOST];
    const struct assembly_step steps[] = {{check_piece, log, .in_turn = false},
                                          {weigh_piece, log, .in_turn = false},
                                          {pack_piece, log, .in_turn = true}};
    const struct assembly_line line = {.context = log,
                                       .next = make_piece,
                                       .step_count = 3,
                                       .steps = steps,
                                       .piece_count = rooms,
                                       .piece_bytes = sizeof(pieces[0]),
                                       .pieces = pieces};

    return assembly_line_run(&line, hands, &error);
}

START_TEST(every_piece_takes_every_step_and_those_in_turn_in_order)
{
    for (size_t hands = 1; hands <= 4; hands++)
        for (size_t rooms = 1; rooms <= ROOMS_MOST; rooms += 3) {
            struct log log = {.wanted = PIECES, .fails_from = PIECES};
            ck_assert(run(&log, hands, rooms));
            ck_assert_uint_eq(log.packed_count, PIECES);
            for (size_t i = 0; i < PIECES; i++) {
                ck_assert_int_eq(log.times_checked[i], 1);
                ck_assert_uint_eq(log.packed[i], i);
            }
            ck_assert_uint_le(log.at_work_most, hands < rooms ? hands : rooms);
        }
}
END_TEST

START_TEST(hands_work_at_the_same_time)
{
    struct log log = {.wanted = PIECES, .fails_from = PIECES};
    ck_assert(run(&log, 4, ROOMS_MOST));
    ck_assert_uint_ge(log.at_work_most, 2);
}
END_TEST

START_TEST(pieces_at_work_weigh_no_more_than_they_may)
{
    for (size_t most = 2; most <= 12; most += 10) {
        struct log log = {.wanted = PIECES, .fails_from = PIECES};
        struct piece pieces[ROOMS_MOST];
        const struct assembly_step step = {carry_piece, &log, .in_turn = false};
        const struct assembly_line line = {.context = &log,
                                           .next = make_piece,
                                           .step_count = 1,
                                           .steps = &step,
                                           .piece_count = ROOMS_MOST,
                                           .weight = piece_weight,
                                           .weight_most = most,
                                           .piece_bytes = sizeof(pieces[0]),
                                           .pieces = pieces};
        ck_assert(assembly_line_run(&line, 4, &error));
        ck_assert_uint_eq(log.made, PIECES);
        ck_assert_uint_ge(log.carried_most, 10); /* alone, whatever may be */
        ck_assert_uint_le(log.carried_most, most < 10 ? 10 : most);
    }
}
END_TEST

START_TEST(nothing_to_make_is_done)
{
    struct log log = {.wanted = 0, .fails_from = PIECES};
    ck_assert(run(&log, 3, 4));
    ck_assert_uint_eq(log.packed_count, 0);
}
END_TEST

START_TEST(the_error_is_of_the_earliest_piece_that_failed)
{
    for (size_t hands = 1; hands <= 4; hands++) {
        struct log log = {.wanted = PIECES, .fails_from = 20};
        ck_assert(!run(&log, hands, ROOMS_MOST));
        ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
        ck_assert_uint_le(log.packed_count, 20);
        ck_assert_uint_lt(log.made, PIECES);
        if (hands == 1)
            ck_assert_str_eq(error.message, "piece 20");
    }
}
END_TEST

static bool cannot_make(void *context, void *room, bool *has_one_r, struct error *error_r)
{
    struct log *log = context;

    if (log->made == 5)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "no more");
    return make_piece(context, room, has_one_r, error_r);
}

START_TEST(what_cannot_be_made_is_an_error)
{
    struct log log = {.wanted = PIECES, .fails_from = PIECES};
    struct piece piece;
    const struct assembly_step step = {check_piece, &log, .in_turn = true};
    const struct assembly_line line = {.context = &log,
                                       .next = cannot_make,
                                       .step_count = 1,
                                       .steps = &step,
                                       .piece_count = 1,
                                       .piece_bytes = sizeof(piece),
                                       .pieces = &piece};

    ck_assert(!assembly_line_run(&line, 2, &error));
    ck_assert_str_eq(error.message, "no more");
    ck_assert_int_eq(log.times_checked[0], 1);
    ck_assert_int_eq(log.times_checked[5], 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("host/assembly_line");
    TCase *tests = tcase_create("assembly_line");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_piece_takes_every_step_and_those_in_turn_in_order);
    tcase_add_test(tests, hands_work_at_the_same_time);
    tcase_add_test(tests, pieces_at_work_weigh_no_more_than_they_may);
    tcase_add_test(tests, nothing_to_make_is_done);
    tcase_add_test(tests, the_error_is_of_the_earliest_piece_that_failed);
    tcase_add_test(tests, what_cannot_be_made_is_an_error);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
