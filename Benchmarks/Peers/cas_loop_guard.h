// Generation, CLOSED and count of a session in one word, and an admission that leaves no trace when
// it is refused: the strategy `cas-loop` in C11.
//
//     63 ...... 32 | 31     | 30 ... 0
//     generation   | CLOSED | count
//
// A unit is one count. After CLOSED the count only falls, and the caller that takes it to zero owes
// the reclaim.
// The same steps and the same memory orders as CASLoopGuard.swift in Sources/SessionGuards/Strategies.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define GUARD_CLOSED (1ull << 31)
// It has guard_close.
#define GUARD_CLOSES

struct cas_loop_guard {
  _Alignas(128) _Atomic uint64_t word;
};

static inline void guard_init(struct cas_loop_guard *guard) {
  atomic_init(&guard->word, GUARD_CLOSED);
}

// The generation that the slot's next session gets; 0 when they are used up and the slot retires.
static inline uint32_t guard_next_generation(struct cas_loop_guard *guard) {
  // Relaxed: only the slot's owner writes a closed word of count zero.
  return (uint32_t)(atomic_load_explicit(&guard->word, memory_order_relaxed) >> 32) + 1;
}

// Opens the slot with one unit, the server's own. Only by the thread that popped the slot.
static inline void guard_open(struct cas_loop_guard *guard, uint32_t generation) {
  // Release: pairs with the acquire in guard_acquire; a lease sees the session's fields set up.
  atomic_store_explicit(&guard->word, (uint64_t)generation << 32 | 1, memory_order_release);
}

// Takes one unit off; true when the caller owes the reclaim.
static inline bool guard_drop(struct cas_loop_guard *guard) {
  // Release: every use comes before the reclaim. Acquire: the last one sees all of them.
  uint64_t old = atomic_fetch_sub_explicit(&guard->word, 1, memory_order_acq_rel);
  return (old & (GUARD_CLOSED | (GUARD_CLOSED - 1))) == (GUARD_CLOSED | 1);
}

// Gives one unit back; true when the caller owes the reclaim. Touch nothing of the session after.
static inline bool guard_release(struct cas_loop_guard *guard) { return guard_drop(guard); }

enum guard_answer { GUARD_GRANTED, GUARD_REFUSED, GUARD_REFUSED_RECLAIM };

// Asks for a lease on one generation.
static inline enum guard_answer guard_acquire(struct cas_loop_guard *guard, uint32_t generation) {
  // Relaxed: a guess, which the exchange checks.
  uint64_t word = atomic_load_explicit(&guard->word, memory_order_relaxed);
  while (word >> 32 == generation && (word & GUARD_CLOSED) == 0) {
    // Acquire: pairs with the release in guard_open; later reads of the session stay below.
    if (atomic_compare_exchange_strong_explicit(&guard->word, &word, word + 1,
                                                memory_order_acquire, memory_order_acquire)) {
      return GUARD_GRANTED;
    }
  }
  return GUARD_REFUSED;
}

// Begins the end of a session: the first caller sets CLOSED and gives back the server's unit.
// True when this caller owes the reclaim.
static inline bool guard_close(struct cas_loop_guard *guard, uint32_t generation) {
  // Relaxed: a guess, which the exchange checks.
  uint64_t word = atomic_load_explicit(&guard->word, memory_order_relaxed);
  while (word >> 32 == generation && (word & GUARD_CLOSED) == 0) {
    // Relaxed: the drop below orders what this thread did before it.
    if (atomic_compare_exchange_strong_explicit(&guard->word, &word, word | GUARD_CLOSED,
                                                memory_order_relaxed, memory_order_relaxed)) {
      return guard_drop(guard);
    }
  }
  return false;
}
