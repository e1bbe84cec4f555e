// A word of each participant in which it announces the session that it is about to use by a plain
// store; the closer pays for the order of that store: the strategy `hazard` in C11.
//
//     held, one for each participant: generation in the low half and slot in the high one, or 0
//
// The same steps, the same memory orders and the same lines as HazardGuard.swift in
// Sources/SessionGuards/Strategies.
#pragma once

#include "deferred_table.h"

#define GUARD_HAS_THREADS

struct hazard_guard {
  struct deferred_table sessions;
  struct thread_words held;
};

static inline struct hazard_guard guard_make(uint32_t slots, uint32_t participants) {
  return (struct hazard_guard){table_make(slots, participants), thread_words_make(participants)};
}

static inline uint32_t guard_next_generation(struct hazard_guard guard, uint32_t slot) {
  return table_next_generation(guard.sessions, slot);
}

static inline void guard_open(struct hazard_guard guard, uint32_t slot, uint32_t generation) {
  table_open(guard.sessions, slot, generation);
}

static inline enum guard_answer guard_acquire(struct hazard_guard guard, uint32_t slot,
                                              uint32_t generation, uint32_t me) {
  _Atomic uint64_t *held = word_at(guard.held, me);
  // Release: a scan that reads it sees the uses of this participant's former leases.
  atomic_store_explicit(held, (uint64_t)slot << 32 | generation, memory_order_release);
  light_fence();
  // Acquire: pairs with the releasing store of table_open; keeps all use of the session below it.
  uint64_t state =
    atomic_load_explicit(&entry_at(guard.sessions, slot)->state, memory_order_acquire);
  if (state == (TABLE_OPEN | generation)) return GUARD_GRANTED;
  // Release: as above.
  atomic_store_explicit(held, 0, memory_order_release);
  return GUARD_REFUSED;
}

static inline void guard_release(struct hazard_guard guard, uint32_t me) {
  // Release: pairs with the acquiring look of a scan; the teardown happens after this use.
  atomic_store_explicit(word_at(guard.held, me), 0, memory_order_release);
}

static inline bool guard_close(struct hazard_guard guard, uint32_t slot, uint32_t generation,
                               uint32_t me) {
  return table_close(guard.sessions, slot, generation, me);
}

// Whether a participant announces this session.
static inline bool guard_is_held(struct hazard_guard guard, uint64_t id) {
  for (uint32_t index = 0; index < guard.held.count; index++) {
    // Acquire: pairs with the releasing stores of that participant.
    if (atomic_load_explicit(word_at(guard.held, index), memory_order_acquire) == id) return true;
  }
  return false;
}

// How many of a participant's waiting sessions no other announces: they are due for their reclaim.
// The others are kept.
__attribute__((noinline, unused)) static uint64_t guard_collect(struct hazard_guard guard,
                                                                uint64_t waiting, uint32_t me) {
  if ((waiting & TABLE_FRESH) != 0) closer_fence();
  uint64_t kept = 0, due = 0;
  uint64_t lists[] = {waiting >> 32, waiting & TABLE_FRESH};
  for (int each = 0; each < 2; each++) {
    while (lists[each] != 0) {
      uint64_t id = table_take_top(guard.sessions, &lists[each]);
      if (guard_is_held(guard, id)) {
        uint32_t slot = (uint32_t)(id >> 32);
        // Relaxed: as in table_close.
        atomic_store_explicit(&entry_at(guard.sessions, slot)->next, kept, memory_order_relaxed);
        kept = slot + 1ull;
      } else {
        due++;
      }
    }
  }
  // Relaxed: as in table_close.
  atomic_store_explicit(word_at(guard.sessions.lists, me), kept << 32, memory_order_relaxed);
  return due;
}

static inline uint64_t guard_quiesce(struct hazard_guard guard, uint32_t me) {
  uint64_t waiting = table_waiting(guard.sessions, me);
  return waiting != 0 ? guard_collect(guard, waiting, me) : 0;
}
