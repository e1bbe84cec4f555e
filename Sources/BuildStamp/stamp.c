#include "BuildStamp.h"

// The Makefile writes revision.h before each build; without its -D a left-over one would lie.
#if defined(GUARDBENCH_TOOLCHAIN) && __has_include("revision.h")
#include "revision.h"
#endif

const char *stamped_revision(void) {
#ifdef GUARDBENCH_REVISION
  return GUARDBENCH_REVISION;
#else
  return 0;
#endif
}

_Bool stamped_is_dirty(void) {
#ifdef GUARDBENCH_IS_DIRTY
  return GUARDBENCH_IS_DIRTY;
#else
  return 0;
#endif
}
