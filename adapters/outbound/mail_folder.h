/* Mail transport `folder`: one .eml file a message, written whole. */
#ifndef TALLYSTICK_OUTBOUND_MAIL_FOLDER_H
#define TALLYSTICK_OUTBOUND_MAIL_FOLDER_H

#include <stdbool.h>

#include "adapters/host/publish.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

/* FOLDER/STEM.eml, with the edition; the folder is made where it is missing.  The
 * same message again takes the place of the one before. */
bool mail_folder_deliver(struct edition *edition, const char *folder, struct text stem,
                         struct text message, struct error *error_r);

#endif
