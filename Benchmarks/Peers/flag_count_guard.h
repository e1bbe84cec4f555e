// An IO count and a release flag in one word, the generation beside it: the strategy `flag-count`
// in C11, as far as the loop that is counted needs it: no close.
//
//     state:       63       | 62       | 61 .. 32 | 31 ... 0
//                  RELEASED | RETURNED | –        | count
//
// The same steps and the same memory orders as FlagCountGuard.swift in Sources/SessionGuards/Strategies.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define GUARD_RELEASED (1ull << 63)
#define GUARD_RETURNED (1ull << 62)

struct flag_count_guard {
  _Alignas(128) _Atomic uint64_t state;
  _Atomic uint64_t generation;
};

static inline void guard_init(struct flag_count_guard *guard) {
  atomic_init(&guard->state, GUARD_RELEASED | GUARD_RETURNED);
  atomic_init(&guard->generation, 0);
}

// The generation that the slot's next session gets; 0 when they are used up and the slot retires.
static inline uint32_t guard_next_generation(struct flag_count_guard *guard) {
  // Relaxed: only the slot's owner writes it, and this is the owner.
  return (uint32_t)atomic_load_explicit(&guard->generation, memory_order_relaxed) + 1;
}

// Opens the slot with one unit, the server's own. Only by the thread that popped the slot.
static inline void guard_open(struct flag_count_guard *guard, uint32_t generation) {
  // Relaxed: no thread looks at it before the addition below took RELEASED down.
  atomic_store_explicit(&guard->generation, generation, memory_order_relaxed);
  // Release: pairs with the acquire in guard_acquire, which then sees the generation. Both flags
  // stand, so this takes them down and adds the unit.
  atomic_fetch_add_explicit(&guard->state, 1 - GUARD_RELEASED - GUARD_RETURNED,
                            memory_order_release);
}

// The count has touched zero with the server's unit returned: whether this caller owes the reclaim.
__attribute__((noinline, unused)) static bool guard_rundown(struct flag_count_guard *guard) {
  uint64_t returned = GUARD_RETURNED;
  // Acquire: pairs with the releasing subtractions of guard_release, all of them, since additions
  // carry a release sequence on. No retry: a failure means a newcomer, whose duty it is then.
  return atomic_compare_exchange_strong_explicit(&guard->state, &returned,
                                                 GUARD_RETURNED | GUARD_RELEASED,
                                                 memory_order_acquire, memory_order_acquire);
}

// Takes one unit off; true when the caller owes the reclaim.
static inline bool guard_drop(struct flag_count_guard *guard, memory_order order) {
  // Release for a lease, relaxed for an undo: a refused caller has done nothing that another must
  // see, and an addition of any order carries the others' release sequence on.
  uint64_t old = atomic_fetch_sub_explicit(&guard->state, 1, order);
  return old == (GUARD_RETURNED | 1) && guard_rundown(guard);
}

// Gives one unit back; true when the caller owes the reclaim. Touch nothing of the session after.
static inline bool guard_release(struct flag_count_guard *guard) {
  // Release: pairs with the acquire in guard_rundown; our uses happen before the reclaim.
  return guard_drop(guard, memory_order_release);
}

enum guard_answer { GUARD_GRANTED, GUARD_REFUSED, GUARD_REFUSED_RECLAIM };

// Asks for a lease on one generation. GUARD_REFUSED_RECLAIM: refused, and undoing the count made
// this caller the last one out: it owes the reclaim.
static inline enum guard_answer guard_acquire(struct flag_count_guard *guard,
                                              uint32_t generation) {
  // Acquire: pairs with the release in guard_open; later reads of the session stay below.
  uint64_t old = atomic_fetch_add_explicit(&guard->state, 1, memory_order_acquire);
  if (old & GUARD_RELEASED) {
    return guard_drop(guard, memory_order_relaxed) ? GUARD_REFUSED_RECLAIM : GUARD_REFUSED;
  }
  // Relaxed: our unit holds the release off, so that it cannot change, and the addition above
  // already sees what guard_open wrote before it took RELEASED down.
  uint64_t found = atomic_load_explicit(&guard->generation, memory_order_relaxed);
  if (found != generation) {
    return guard_drop(guard, memory_order_relaxed) ? GUARD_REFUSED_RECLAIM : GUARD_REFUSED;
  }
  return GUARD_GRANTED;
}
