// A guard that is one struct for each slot, GUARD_STRUCT, as the loop that is counted uses it.
#pragma once

#include <stdint.h>

#include "memory.h"

struct guards {
  struct GUARD_STRUCT *slots;
  uint64_t count;
};

// As in our table, no slot that is none gets past here.
static inline struct GUARD_STRUCT *guard_at(struct guards guards, uint32_t slot) {
  if (slot >= guards.count) __builtin_trap();
  return &guards.slots[slot];
}

static struct guards guards_make(uint32_t slots) {
  struct guards guards = {slab(slots * sizeof *guards.slots), slots};
  for (uint32_t slot = 0; slot < slots; slot++) guard_init(guard_at(guards, slot));
  return guards;
}

static uint32_t guards_next_generation(struct guards guards, uint32_t slot) {
  return guard_next_generation(guard_at(guards, slot));
}

static void guards_open(struct guards guards, uint32_t slot, uint32_t generation) {
  guard_open(guard_at(guards, slot), generation);
}

static inline enum guard_answer guards_acquire(struct guards guards, uint32_t slot,
                                               uint32_t generation) {
  return guard_acquire(guard_at(guards, slot), generation);
}

// True when the caller owes the reclaim.
static inline bool guards_release(struct guards guards, uint32_t slot) {
  return guard_release(guard_at(guards, slot));
}

// True when the caller owes the reclaim; at once for a twin that has no close.
static bool guards_close(struct guards guards, uint32_t slot, uint32_t generation) {
#ifdef GUARD_CLOSES
  return guard_close(guard_at(guards, slot), generation);
#else
  (void)guards, (void)slot, (void)generation;
  return true;
#endif
}

// How many sessions are due now that this thread holds nothing: none of a guard that needs no word.
static uint64_t guards_quiesce(struct guards guards) {
  (void)guards;
  return 0;
}
