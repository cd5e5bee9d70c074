#include "adapters/inbound/sample_guess.h"

#include <string.h>

#include "adapters/inbound/heading_words.h"

#define MISSING_COSTS 100
#define BILL_BONUS    150 /* most files that nobody knows are bills of some kind */

/* --- dates --------------------------------------------------------------------- */

static int64_t dates_of(const struct sample_table *table, int form)
{
    int64_t count = 0;

    for (size_t i = 0; i < table->column_count; i++)
        count += table->columns[i].shape.dates[form] + table->columns[i].shape.moments[form];
    return count;
}

/* Day first, as people here write, where the file leaves it open. */
static void guess_dates(const struct sample_table *table, struct sample_guess *guess)
{
    int64_t most = 0;

    guess->date_form = DATE_FORM_ISO;
    for (int form = 0; form < DATE_FORM_COUNT; form++) {
        int64_t count = dates_of(table, form);
        if (count <= most)
            continue;
        most = count;
        guess->date_form = (enum date_form)form;
    }
    guess->date_is_open =
        guess->date_form == DATE_FORM_DMY && dates_of(table, DATE_FORM_MDY) == most;
}

/* --- shapes --------------------------------------------------------------------- */

/* What the values of a field must be. */
enum needed_shape {
    NEEDS_TEXT,
    NEEDS_REFERENCE,
    NEEDS_DATE,
    NEEDS_DATE_OR_MOMENT,
    NEEDS_MOMENT,
    NEEDS_TIME,
    NEEDS_TIME_OR_MOMENT,
    NEEDS_DURATION,
    NEEDS_WHOLE,
    NEEDS_NUMBER,
    NEEDS_FLAG,
    NEEDS_EMAIL,
};

static const struct {
    const char *field;
    enum needed_shape shape;
} needs[] = {
    {"invoice_date", NEEDS_DATE},
    {"start", NEEDS_DATE_OR_MOMENT},
    {"visit_date", NEEDS_DATE},
    {"start_time", NEEDS_TIME},
    {"end", NEEDS_TIME_OR_MOMENT},
    {"end_time", NEEDS_TIME},
    {"duration", NEEDS_DURATION},
    {"actual_start", NEEDS_TIME_OR_MOMENT},
    {"actual_end", NEEDS_TIME_OR_MOMENT},
    {"actual_duration", NEEDS_DURATION},
    {"quantity", NEEDS_NUMBER},
    {"rate", NEEDS_NUMBER},
    {"net", NEEDS_NUMBER},
    {"vat", NEEDS_NUMBER},
    {"gross", NEEDS_NUMBER},
    {"notice_at", NEEDS_MOMENT},
    {"secondary", NEEDS_FLAG},
    {"description", NEEDS_TEXT},
    {"planned_start", NEEDS_MOMENT},
    {"planned_date", NEEDS_DATE},
    {"planned_time", NEEDS_TIME},
    {"planned_minutes", NEEDS_WHOLE},
    {"carers", NEEDS_WHOLE},
    {"valid_from", NEEDS_DATE},
    {"valid_to", NEEDS_DATE},
    {"unit_price", NEEDS_NUMBER},
    {"version", NEEDS_WHOLE},
    {"log_in", NEEDS_MOMENT},
    {"log_out", NEEDS_MOMENT},
    {"minutes", NEEDS_WHOLE},
    {"from_time", NEEDS_TIME},
    {"to_time", NEEDS_TIME},
    {"name", NEEDS_TEXT},
    {"account_name", NEEDS_TEXT},
    {"contact_email", NEEDS_EMAIL},
    {"email", NEEDS_EMAIL},
    {"per_transaction_limit", NEEDS_NUMBER},
    {"from", NEEDS_DATE},
    {"to", NEEDS_DATE},
    {"reason", NEEDS_TEXT},
    {"message", NEEDS_TEXT},
};

static enum needed_shape need_of(const char *field)
{
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
        if (strcmp(needs[i].field, field) == 0)
            return needs[i].shape;
    return NEEDS_REFERENCE;
}

static bool suits(const struct value_shape *shape, enum needed_shape need, enum date_form form)
{
    bool is_date = value_shape_is_date(shape, form);
    bool is_moment = value_shape_is_moment(shape, form);

    if (shape->given == 0)
        return true;
    switch (need) {
    case NEEDS_TEXT:
        return true;
    case NEEDS_REFERENCE:
        return value_shape_is(shape, SHAPE_REFERENCE);
    case NEEDS_DATE:
        return is_date;
    case NEEDS_DATE_OR_MOMENT:
        return is_date || is_moment;
    case NEEDS_MOMENT:
        return is_moment;
    case NEEDS_TIME:
        return value_shape_is(shape, SHAPE_TIME);
    case NEEDS_TIME_OR_MOMENT:
        return is_moment || value_shape_is(shape, SHAPE_TIME);
    case NEEDS_DURATION:
        return value_shape_is(shape, SHAPE_DURATION);
    case NEEDS_WHOLE:
        return value_shape_is(shape, SHAPE_WHOLE);
    case NEEDS_NUMBER: /* also as people write money: it is said that it will be refused */
        return shape->fits[SHAPE_DECIMAL] + shape->fits[SHAPE_DECORATED] >= shape->given * 4 / 5;
    case NEEDS_FLAG:
        return value_shape_is(shape, SHAPE_FLAG);
    case NEEDS_EMAIL:
        return value_shape_is(shape, SHAPE_EMAIL);
    }
    return false;
}

/* --- fields ----------------------------------------------------------------------- */

static const char *name_of(const struct sample_guess *guess, size_t field)
{
    return guess->layout->fields[field].name;
}

int sample_guess_field(const struct sample_guess *guess, const char *name)
{
    for (size_t field = 0; field < guess->layout->field_count; field++)
        if (strcmp(name_of(guess, field), name) == 0)
            return (int)field;
    return FIELD_NONE;
}

static int score_of(const struct sample_table *table, const struct sample_guess *guess,
                    size_t field, size_t column)
{
    const struct sample_column *look = &table->columns[column];
    int score = heading_words_score(look->name, name_of(guess, field));
    int last = heading_words_score(look->last, name_of(guess, field));

    score = last > score ? last : score;
    if (score == 0 || !suits(&look->shape, need_of(name_of(guess, field)), guess->date_form))
        return 0;
    return look->shape.given > 0 ? score + 1 : score;
}

static bool is_taken(const struct sample_guess *guess, size_t column)
{
    for (size_t field = 0; field < guess->layout->field_count; field++)
        if (guess->column[field] == (int)column)
            return true;
    return false;
}

/* The best pair of a field and a column that are both free, again and again. */
static void assign(const struct sample_table *table, struct sample_guess *guess)
{
    for (;;) {
        int best = 0;
        size_t best_field = 0, best_column = 0;
        for (size_t field = 0; field < guess->layout->field_count; field++)
            for (size_t column = 0; column < table->column_count; column++) {
                if (guess->column[field] != FIELD_NONE || is_taken(guess, column))
                    continue;
                int score = score_of(table, guess, field, column);
                if (score <= best)
                    continue;
                best = score;
                best_field = field;
                best_column = column;
            }
        if (best == 0)
            return;
        guess->column[best_field] = (int)best_column;
        guess->score[best_field] = best;
    }
}

static void drop_column(struct sample_guess *guess, int field)
{
    if (field == FIELD_NONE)
        return;
    guess->column[field] = FIELD_NONE;
    guess->score[field] = 0;
}

void sample_guess_leave_out(struct sample_guess *guess, int field)
{
    drop_column(guess, field);
    guess->is_left_out[field] = true;
}

static void move_column(struct sample_guess *guess, int from, int to)
{
    guess->column[to] = guess->column[from];
    guess->score[to] = guess->score[from];
    drop_column(guess, from);
}

static bool has(const struct sample_guess *guess, int field)
{
    return field != FIELD_NONE && guess->column[field] != FIELD_NONE;
}

static bool is_date_alone(const struct sample_table *table, const struct sample_guess *guess,
                          int field)
{
    return has(guess, field) &&
           value_shape_is_date(&table->columns[guess->column[field]].shape, guess->date_form);
}

/* A date and a time in columns of their own are not a date and time in one; a date alone is one
 * where no time is given. */
static void settle_start(const struct sample_table *table, struct sample_guess *guess,
                         const char *whole_name, const char *date_name, const char *time_name)
{
    int whole = sample_guess_field(guess, whole_name);
    int date = sample_guess_field(guess, date_name);
    int time = sample_guess_field(guess, time_name);

    if (whole == FIELD_NONE || date == FIELD_NONE)
        return;
    if (has(guess, time) && !has(guess, date) && is_date_alone(table, guess, whole))
        move_column(guess, whole, date);
    else if (!has(guess, time) && has(guess, date) && !has(guess, whole))
        move_column(guess, date, whole);
    else if (has(guess, whole) && !is_date_alone(table, guess, whole)) {
        drop_column(guess, date);
        drop_column(guess, time);
    } else if (has(guess, date) && has(guess, time))
        drop_column(guess, whole);
}

/* Where nothing says when it was, the only other date is better than none. */
static void borrow_start(const struct sample_table *table, struct sample_guess *guess)
{
    int start = sample_guess_field(guess, "start");
    int invoice_date = sample_guess_field(guess, "invoice_date");

    if (guess->kind != FEED_KIND_BILL || has(guess, start) ||
        has(guess, sample_guess_field(guess, "visit_date")))
        return;
    for (size_t column = 0; column < table->column_count; column++) {
        const struct value_shape *shape = &table->columns[column].shape;
        bool is_free = !is_taken(guess, column) || guess->column[invoice_date] == (int)column;
        if (!is_free || (!value_shape_is_date(shape, guess->date_form) &&
                         !value_shape_is_moment(shape, guess->date_form)))
            continue;
        guess->column[start] = (int)column;
        guess->score[start] = HEADING_MAYBE;
        return;
    }
}

/* Grouped, where more of the numbers that are used can be read so. */
static void guess_numbers(const struct sample_table *table, struct sample_guess *guess)
{
    int64_t plain = 0, grouped = 0;

    for (size_t field = 0; field < guess->layout->field_count; field++) {
        if (guess->column[field] == FIELD_NONE || need_of(name_of(guess, field)) != NEEDS_NUMBER)
            continue;
        plain += table->columns[guess->column[field]].shape.fits[SHAPE_DECIMAL];
        grouped += table->columns[guess->column[field]].shape.fits[SHAPE_GROUPED];
    }
    guess->number_form = grouped > plain ? NUMBER_FORM_GROUPED : NUMBER_FORM_PLAIN;
}

/* --- what the file does not say ------------------------------------------------------- */

static const char *stand_in(const struct sample_guess *guess, const char *name)
{
    static const struct {
        const char *field, *value;
    } values[] = {{"basis", "visit"}, {"day_type", "weekday"}, {"kind", "hour"}};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (strcmp(values[i].field, name) == 0)
            return values[i].value;
    if (need_of(name) == NEEDS_REFERENCE && guess->kind != FEED_KIND_DECISION)
        return SAMPLE_TO_BE_SAID;
    return NULL;
}

static bool says_hours(struct text name)
{
    for (size_t i = 0; i + 1 < name.length; i++) {
        struct text two = {name.bytes + i, 2};
        if (text_equal_nocase(two, TEXT_LITERAL("ho")) ||
            text_equal_nocase(two, TEXT_LITERAL("hr")))
            return true;
    }
    return false;
}

/* A date without a time is a start only of what is not counted in time; a number of hours says its
 * unit. */
static void guess_unit(const struct sample_table *table, struct sample_guess *guess)
{
    int unit = sample_guess_field(guess, "unit"), quantity = sample_guess_field(guess, "quantity");

    if (guess->kind != FEED_KIND_BILL || has(guess, unit))
        return;
    if (is_date_alone(table, guess, sample_guess_field(guess, "start")))
        guess->value[unit] = "job";
    else if (has(guess, quantity) && says_hours(table->columns[guess->column[quantity]].name))
        guess->value[unit] = "h";
}

static void fill_gaps(const struct sample_table *table, bool has_provider,
                      struct sample_guess *guess)
{
    const struct record_layout *layout = guess->layout;

    for (size_t field = 0; field < layout->field_count; field++) {
        if (!(layout->fields[field].flags & FIELD_NEEDED) || guess->column[field] != FIELD_NONE ||
            ((int)field == layout->provider && has_provider))
            continue;
        guess->value[field] = stand_in(guess, name_of(guess, field));
        guess->is_missing[field] = guess->value[field] == NULL;
    }
    int start = sample_guess_field(guess, "start");
    if (layout->starts && !has(guess, start)) {
        guess->is_missing[start] = !has(guess, sample_guess_field(guess, "visit_date"));
        guess->is_missing[sample_guess_field(guess, "start_time")] =
            !guess->is_missing[start] && !has(guess, sample_guess_field(guess, "start_time"));
    }
    guess_unit(table, guess);
}

/* --- the kind ------------------------------------------------------------------------- */

static int worth_of(const struct sample_guess *guess)
{
    int worth = guess->kind == FEED_KIND_BILL ? BILL_BONUS : 0;

    for (size_t field = 0; field < guess->layout->field_count; field++) {
        worth += guess->score[field];
        bool is_needed = guess->layout->fields[field].flags & FIELD_NEEDED;
        if (guess->is_missing[field])
            worth -= 2 * MISSING_COSTS;
        else if (is_needed && guess->value[field] != NULL)
            worth -= MISSING_COSTS;
    }
    return worth;
}

static void guess_kind(const struct sample_table *table, enum feed_kind kind, bool has_provider,
                       struct sample_guess *guess)
{
    guess->kind = kind;
    guess->layout = record_layout_of(kind, PRESET_TALLYSTICK);
    for (size_t field = 0; field < FIELD_LIST_MOST; field++)
        guess->column[field] = FIELD_NONE;
    assign(table, guess);
    settle_start(table, guess, "start", "visit_date", "start_time");
    settle_start(table, guess, "planned_start", "planned_date", "planned_time");
    borrow_start(table, guess);
    guess_numbers(table, guess);
    fill_gaps(table, has_provider, guess);
}

void sample_guess_make(const struct sample_table *table, enum feed_kind kind, bool has_provider,
                       struct sample_guess *guess_r)
{
    struct sample_guess guess, dates = {0};
    bool is_first = true;

    guess_dates(table, &dates);
    for (int k = 0; k < FEED_KIND_COUNT; k++) {
        bool is_asked_for = kind == FEED_KIND_COUNT ? k <= FEED_KIND_DECISION : k == (int)kind;
        if (!is_asked_for)
            continue;
        guess = dates;
        guess_kind(table, (enum feed_kind)k, has_provider, &guess);
        if (is_first || worth_of(&guess) > worth_of(guess_r))
            *guess_r = guess;
        is_first = false;
    }
}

/* --- as a feed ------------------------------------------------------------------------- */

struct feed_config sample_guess_feed(struct arena *arena, const struct sample_table *table,
                                     const struct sample_guess *guess, struct text provider)
{
    size_t room = guess->layout->field_count;
    struct column_name *columns = ARENA_ARRAY(arena, struct column_name, room);
    struct field_value *values = ARENA_ARRAY(arena, struct field_value, room);
    struct feed_config feed = {
        .name = "sample",
        .kind = guess->kind,
        .preset = table->preset,
        .url = "",
        .record = table->record,
        .provider = provider,
        .delimiter = table->delimiter,
        .encoding = table->encoding,
        .date_form = guess->date_form,
        .number_form = guess->number_form,
        .preamble = table->preamble,
        .trailer = table->trailer,
        .columns = columns,
        .values = values,
    };

    for (size_t field = 0; field < room; field++) {
        const char *name = name_of(guess, field);
        if (guess->column[field] != FIELD_NONE)
            columns[feed.column_count++] = (struct column_name){
                name, arena_text(arena, table->columns[guess->column[field]].heading).bytes};
        else if (guess->is_left_out[field])
            columns[feed.column_count++] = (struct column_name){name, SAMPLE_LEFT_OUT};
        else if (guess->value[field] != NULL && (int)field == guess->layout->provider)
            feed.provider = text_of(guess->value[field]);
        else if (guess->value[field] != NULL)
            values[feed.value_count++] = (struct field_value){name, guess->value[field]};
    }
    return feed;
}
