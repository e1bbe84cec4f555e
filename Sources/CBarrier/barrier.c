#include "CBarrier.h"

#include <linux/membarrier.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

_Bool light_fences_are_full;

// A process says once that it wants such barriers. Before main, because it takes the kernel long when
// there are threads, and because no thread may pass a light fence of the wrong kind.
__attribute__((constructor)) static void register_for_barriers(void) {
  const char *wish = getenv("GUARDBENCH_MEMBARRIER");
  if (wish && strcmp(wish, "off") == 0) {
    light_fences_are_full = 1;
    return;
  }
  long result = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
  light_fences_are_full = result != 0;
}

void full_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

_Bool has_heavy_fences(void) { return !light_fences_are_full; }

int heavy_fence(void) {
  full_fence();
  if (light_fences_are_full) return 0;
  return (int)syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}
