#include "config/xml_path.h"

#include <string.h>

static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (strchr("/@:*[]() \t\r\n<>&\"'=", t.bytes[i]) != NULL)
            return false;
    return t.length > 0 && t.bytes[0] != '.';
}

static struct xml_name parted(struct text step)
{
    const char *colon = memchr(step.bytes, ':', step.length);

    if (colon == NULL)
        return (struct xml_name){{"", 0}, step};
    size_t length = (size_t)(colon - step.bytes);
    return (struct xml_name){{step.bytes, length}, {colon + 1, step.length - length - 1}};
}

static bool is_step(struct text step, const struct xml_name *name)
{
    if (text_equal(step, TEXT_LITERAL("*")))
        return true;
    return is_name(name->name) &&
           (name->prefix.length == 0 ? name->name.length == step.length : is_name(name->prefix));
}

/* Up to the next slash; *rest_r is NULL after the last. */
static struct text take_step(const char *text, const char **rest_r)
{
    const char *slash = strchr(text, '/');

    *rest_r = slash == NULL ? NULL : slash + 1;
    return (struct text){text, slash == NULL ? strlen(text) : (size_t)(slash - text)};
}

static bool take_attribute(struct text step, struct xml_path *path)
{
    path->attribute = (struct text){step.bytes + 1, step.length - 1};
    return is_name(path->attribute);
}

bool xml_path_parse(const char *text, struct xml_path *path_r)
{
    *path_r = (struct xml_path){.is_from_root = text[0] == '/'};
    const char *rest = path_r->is_from_root ? text + 1 : text;

    if (strcmp(rest, ".") == 0)
        return !path_r->is_from_root;
    while (rest != NULL) {
        struct text step = take_step(rest, &rest);
        if (step.length > 0 && step.bytes[0] == '@')
            return rest == NULL && take_attribute(step, path_r);
        if (path_r->step_count == XML_STEPS_MOST)
            return false;
        struct xml_name *name = &path_r->steps[path_r->step_count++];
        *name = parted(step);
        if (!is_step(step, name))
            return false;
    }
    return true;
}

bool xml_path_is_of_element(const char *text)
{
    struct xml_path path;

    return xml_path_parse(text, &path) && path.step_count > 0 && path.attribute.length == 0;
}

static bool name_fits(const struct xml_name *wanted, const struct xml_name *found)
{
    if (text_equal(wanted->name, TEXT_LITERAL("*")))
        return true;
    return text_equal(wanted->name, found->name) &&
           (wanted->prefix.length == 0 || text_equal(wanted->prefix, found->prefix));
}

bool xml_path_fits(const struct xml_path *path, const struct xml_name *open, size_t from,
                   size_t depth)
{
    if (path->step_count != depth - from)
        return false;
    for (size_t i = path->step_count; i > 0; i--)
        if (!name_fits(&path->steps[i - 1], &open[from + i - 1]))
            return false;
    return true;
}
