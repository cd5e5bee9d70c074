#include "ops/run/person.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

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
