#include "adapters/outbound/check_detail.h"

#include <jansson.h>
#include <stdio.h>

#include "matcher/base/decimal.h"

static int64_t parsed_e4(struct text digits)
{
    int64_t scaled;
    return decimal_parse(digits, PLACES_QUANTITY, &scaled) ? scaled : NOT_GIVEN;
}

static int64_t number_e4(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    char digits[DECIMAL_TEXT_BYTES] = "";
    if (value == NULL)
        return NOT_GIVEN;
    if (json_is_string(value))
        return parsed_e4((struct text){json_string_value(value), json_string_length(value)});
    if (json_is_integer(value))
        snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value)) /* shown to a person, not reckoned with */
        snprintf(digits, sizeof(digits), "%.4f", json_real_value(value));
    return parsed_e4(text_of(digits));
}

void check_details_read(struct text json, struct check_detail details_r[CHECK_COUNT])
{
    json_t *object = json_loadb(json.bytes ? json.bytes : "", json.length, 0, NULL);
    for (int check = 0; check < CHECK_COUNT; check++) {
        const json_t *detail = json_object_get(object, check_word((enum check)check));
        details_r[check] = (struct check_detail){
            .difference_e4 = number_e4(detail, "difference"),
            .pay_e4 = number_e4(detail, "pay"),
            .pay_percent_e4 = number_e4(detail, "pay_percent"),
        };
    }
    json_decref(object);
}
