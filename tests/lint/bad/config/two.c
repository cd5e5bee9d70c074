#include <jansson.h>
int  x ;
