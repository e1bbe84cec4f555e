// A guard that has words of its threads beside those of its slots, GUARD_STRUCT, as the loop that is
// counted uses it: with one thread, which is number 0.
#pragma once

#include <stdint.h>

struct guards {
  struct GUARD_STRUCT all;
};

static struct guards guards_make(uint32_t slots) {
  return (struct guards){guard_make(slots, 1)};
}

static uint32_t guards_next_generation(struct guards guards, uint32_t slot) {
  return guard_next_generation(guards.all, slot);
}

static void guards_open(struct guards guards, uint32_t slot, uint32_t generation) {
  guard_open(guards.all, slot, generation);
}

static inline enum guard_answer guards_acquire(struct guards guards, uint32_t slot,
                                               uint32_t generation) {
  return guard_acquire(guards.all, slot, generation, 0);
}

// Never: a lease that is given back leaves the reclaim to the closer.
static inline bool guards_release(struct guards guards, uint32_t slot) {
  (void)slot;
  guard_release(guards.all, 0);
  return false;
}

// Never: the closer finds what is due when it quiesces.
static bool guards_close(struct guards guards, uint32_t slot, uint32_t generation) {
  guard_close(guards.all, slot, generation, 0);
  return false;
}

// How many sessions are due now that this thread holds nothing.
static uint64_t guards_quiesce(struct guards guards) { return guard_quiesce(guards.all, 0); }
