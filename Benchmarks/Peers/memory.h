// Memory that is reserved once, at start, zeroed, page by page on first touch.
#pragma once

#include <stddef.h>
#include <sys/mman.h>

#include "failure.h"

// Aligned to a page; never given back: it lives as long as the process.
static inline void *slab(size_t byte_count) {
  void *memory = mmap(NULL, byte_count, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) fail_errno("cannot reserve %zu bytes", byte_count);
  return memory;
}
