#include "CSystem.h"

// Null in a program that does not link the target BuildStamp, such as a test.
__attribute__((weak)) const char *stamped_revision(void);
__attribute__((weak)) _Bool stamped_is_dirty(void);

const char *build_flags(void) {
#ifdef GUARDBENCH_BUILD_FLAGS
  return GUARDBENCH_BUILD_FLAGS;
#else
  return 0;
#endif
}

const char *build_toolchain(void) {
#ifdef GUARDBENCH_TOOLCHAIN
  return GUARDBENCH_TOOLCHAIN;
#else
  return 0;
#endif
}

const char *build_revision(void) { return stamped_revision ? stamped_revision() : 0; }

bool build_is_dirty(void) { return stamped_is_dirty && stamped_is_dirty(); }
