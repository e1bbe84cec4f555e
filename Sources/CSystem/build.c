#include "CSystem.h"

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
