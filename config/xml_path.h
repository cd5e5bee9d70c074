/*
 * Where something stands in an XML file: docs/files-in.md, "XML".  A path is names with
 * `/` between them; a name with a prefix wants that prefix, one without takes any, and `*`
 * takes any name.
 */
#ifndef TALLYSTICK_CONFIG_XML_PATH_H
#define TALLYSTICK_CONFIG_XML_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/text.h"

#define XML_STEPS_MOST 16

struct xml_name {
    struct text prefix, name;
};

struct xml_path {
    bool is_from_root;
    size_t step_count;
    struct xml_name steps[XML_STEPS_MOST];
    struct text attribute; /* empty: the element's text */
};

/* False where the text is no path.  It may begin with `/` (from the root on) and end in `@name` (an
 * attribute), or be `.` alone, which has no steps.  The path's texts lie in the text. */
bool xml_path_parse(const char *text, struct xml_path *path_r);
/* Of a repeating element: neither an attribute nor `.`. */
bool xml_path_is_of_element(const char *text);

/* Whether the names open[from] to open[depth - 1], the outermost first, are the path's steps. */
bool xml_path_fits(const struct xml_path *path, const struct xml_name *open, size_t from,
                   size_t depth);

#endif
