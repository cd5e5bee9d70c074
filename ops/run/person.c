#include "ops/run/person.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "matcher/record/card_number.h"

#define REASON_BYTES_LIMIT 1000

bool person_login(struct arena *arena, const char **login_r, struct error *error_r)
{
    const struct passwd *user = getpwuid(getuid());
    if (user == NULL)
        return error_set(error_r, EXIT_STATUS_NOT_PERMITTED, "user %ld has no login",
                         (long)getuid());
    *login_r = arena_printf(arena, "%s", user->pw_name);
    return true;
}

bool person_may_act(const struct council_config *council, const char *name, const char *login)
{
    for (size_t i = 0; i < council->person_count; i++) {
        const struct person_config *person = &council->people[i];
        const char *own = person->login[0] == '\0' ? person->name : person->login;
        if (strcmp(person->name, name) == 0 && strcmp(own, login) == 0)
            return true;
    }
    return false;
}

bool person_refuse(const char *name, const char *login, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_NOT_PERMITTED, "login %s may not act as %s", login, name);
}

bool person_reason_check(struct text reason, struct error *error_r)
{
    char masked[CARD_MASK_BYTES];
    if (text_is_empty(reason))
        return error_set(error_r, EXIT_STATUS_USAGE, "--reason must be given");
    if (reason.length > REASON_BYTES_LIMIT)
        return error_set(error_r, EXIT_STATUS_BAD_DATA, "--reason is longer than %d bytes",
                         REASON_BYTES_LIMIT);
    if (card_number_found(reason, masked))
        return error_set(error_r, EXIT_STATUS_BAD_DATA,
                         "--reason holds what looks like a payment card number: %s", masked);
    return true;
}

int people_to_release(const struct approvals_config *approvals, int64_t total_pence)
{
    bool is_over =
        given(approvals->release_over_pence) && total_pence > approvals->release_over_pence;
    return approvals->release + (is_over ? 1 : 0);
}
