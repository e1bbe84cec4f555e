// Generation, flags and count of a session in one word: the strategy `packed` in C11.
//
//     63 ........ 36 | 35      | 34   | 33 32 | 31 ....... 0
//     count          | CLOSING | DEAD | –     | generation
//
// A unit is one count. The caller that takes the count from one to zero tries to set DEAD by one
// compare-exchange; if it succeeds, it owes the reclaim. The generation changes only while DEAD.
// The same steps and the same memory orders as PackedGuard.swift in Sources/SessionGuards/Strategies.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define GUARD_UNIT (1ull << 36)
#define GUARD_CLOSING (1ull << 35)
#define GUARD_DEAD (1ull << 34)
// It has guard_close.
#define GUARD_CLOSES

// Each word on a line of its own, and on a pair of lines for the adjacent-line prefetcher.
struct packed_guard {
  _Alignas(128) _Atomic uint64_t word;
};

static inline void guard_init(struct packed_guard *guard) {
  atomic_init(&guard->word, GUARD_DEAD);
}

// The generation that the slot's next session gets; 0 when they are used up and the slot retires.
static inline uint32_t guard_next_generation(struct packed_guard *guard) {
  // Relaxed: the word is DEAD and this thread popped the slot; no other changes its generation.
  return (uint32_t)atomic_load_explicit(&guard->word, memory_order_relaxed) + 1;
}

// Opens the slot with one unit, the server's own. Only by the thread that popped the slot, after
// it has set the session's fields up.
static inline void guard_open(struct packed_guard *guard, uint32_t generation) {
  // Release: pairs with the acquire in guard_acquire; a lease sees the session's fields set up.
  atomic_store_explicit(&guard->word, GUARD_UNIT | generation, memory_order_release);
}

// The count has touched zero: whether this caller owes the reclaim.
__attribute__((noinline, unused)) static bool guard_rundown(struct packed_guard *guard,
                                                            uint64_t word) {
  if (word & GUARD_DEAD) return false;
  // Acquire: pairs with the releasing subtractions of guard_release, all of them, since additions
  // carry a release sequence on; the teardown happens after every use. No retry: a failure
  // leaves the duty to another caller.
  return atomic_compare_exchange_strong_explicit(&guard->word, &word, word | GUARD_DEAD,
                                                 memory_order_acquire, memory_order_acquire);
}

// Takes one unit off; true when the caller owes the reclaim.
static inline bool guard_drop(struct packed_guard *guard, memory_order order) {
  // Release for a lease, relaxed for an undo: a refused caller has done nothing that another must
  // see, and an addition of any order carries the others' release sequence on.
  uint64_t old = atomic_fetch_sub_explicit(&guard->word, GUARD_UNIT, order);
  return old < GUARD_UNIT * 2 && guard_rundown(guard, old - GUARD_UNIT);
}

// Gives one unit back; true when the caller owes the reclaim. Touch nothing of the session after.
static inline bool guard_release(struct packed_guard *guard) {
  // Release: pairs with the acquire in guard_rundown; our uses happen before the reclaim.
  return guard_drop(guard, memory_order_release);
}

enum guard_answer { GUARD_GRANTED, GUARD_REFUSED, GUARD_REFUSED_RECLAIM };

// Asks for a lease on one generation. GUARD_REFUSED_RECLAIM: refused, and undoing the count made
// this caller the last one out: it owes the reclaim.
static inline enum guard_answer guard_acquire(struct packed_guard *guard, uint32_t generation) {
  // Acquire: pairs with the release in guard_open; later reads of the session stay below.
  uint64_t old = atomic_fetch_add_explicit(&guard->word, GUARD_UNIT, memory_order_acquire);
  uint64_t state = old & (GUARD_UNIT - 1);
  if (state == generation) return GUARD_GRANTED;
  if (state & GUARD_DEAD) return GUARD_REFUSED;
  return guard_drop(guard, memory_order_relaxed) ? GUARD_REFUSED_RECLAIM : GUARD_REFUSED;
}

// Begins the end of a session: the first caller sets CLOSING and gives back the server's unit.
// True when this caller owes the reclaim.
static inline bool guard_close(struct packed_guard *guard, uint32_t generation) {
  enum guard_answer answer = guard_acquire(guard, generation);
  if (answer != GUARD_GRANTED) return answer == GUARD_REFUSED_RECLAIM;
  // Relaxed: a guess, which the exchange checks.
  uint64_t word = atomic_load_explicit(&guard->word, memory_order_relaxed);
  bool done = false;
  while ((word & GUARD_CLOSING) == 0 && !done) {
    // Relaxed: the release below orders what this thread did before it. The lease and the unit are
    // both counted, so this cannot reach zero.
    done = atomic_compare_exchange_strong_explicit(&guard->word, &word,
                                                   (word | GUARD_CLOSING) - GUARD_UNIT,
                                                   memory_order_relaxed, memory_order_relaxed);
  }
  return guard_release(guard);
}
