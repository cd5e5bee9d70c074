/*
 * Any XML file into records: the reader of inbound.h for preset `xml`, and for presets whose
 * layout gives a path of the record and paths of its fields.
 */
#ifndef TALLYSTICK_INBOUND_XML_FEED_H
#define TALLYSTICK_INBOUND_XML_FEED_H

#include "adapters/inbound/inbound.h"
#include "adapters/inbound/record_feed.h"
#include "adapters/inbound/xml_records.h"

bool xml_feed_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                   struct inbound_outcome *outcome_r, struct error *error_r);

/* What the readers of all XML presets do alike. */

/* The values are in feed->values, each at its place (line 0: the file does not have it).  Takes the
 * row as a record, or as a reject where is_valid is false (feed->why says why) or reading says so.
 * False: the environment failed. */
bool xml_feed_take_row(struct record_feed *feed, const struct xml_place *places,
                       struct xml_place record, bool is_valid, struct error *error_r);

/* Sets the file aside for what the reader found. */
void xml_feed_set_aside(struct record_feed *feed, const struct xml_fault *fault);

#endif
