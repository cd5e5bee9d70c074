/* A file against the schema that it is written for, where the schemas are. */
#ifndef TALLYSTICK_TESTS_SCHEMA_CHECK_H
#define TALLYSTICK_TESTS_SCHEMA_CHECK_H

#include <check.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "matcher/base/text.h"

static inline void schema_says(void *to, const char *format, ...)
{
    va_list arguments;
    (void)to;
    va_start(arguments, format);
    vprintf(format, arguments); /* NOLINT: libxml2's own words */
    va_end(arguments);
}

/* name: below TALLYSTICK_SHARED/schemas; where it is not, that is said once and nothing checked. */
static inline void schema_check(const char *name, struct text file)
{
    static xmlSchema *schema;
    static bool was_said;
    const char *shared = getenv("TALLYSTICK_SHARED");
    char path[1024];
    snprintf(path, sizeof(path), "%s/schemas/%s", shared != NULL ? shared : "../shared", name);
    if (schema == NULL && access(path, R_OK) != 0) {
        if (!was_said)
            printf("skipped the schema %s: it is not there\n", name);
        was_said = true;
        return;
    }
    if (schema == NULL) {
        xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
        schema = xmlSchemaParse(parser);
        xmlSchemaFreeParserCtxt(parser);
        ck_assert_ptr_nonnull(schema);
    }
    xmlDoc *document = xmlReadMemory(file.bytes, (int)file.length, "file", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(document);
    xmlSchemaValidCtxt *validation = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidErrors(validation, schema_says, schema_says, NULL);
    int invalid = xmlSchemaValidateDoc(validation, document);
    xmlSchemaFreeValidCtxt(validation);
    xmlFreeDoc(document);
    ck_assert_int_eq(invalid, 0);
}

#endif
