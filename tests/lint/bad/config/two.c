#include <jansson.h>
int  x ;
static const struct field fields[] = {FIELD("untold", read_whole, 0)};
