// A lease is a look. Participants say between their leases that they hold nothing, and a closed
// session is reclaimed when each has said so since: the strategy `qsbr` in C11.
//
//     awake, one for each participant: the age at which it took its first lease since it quiesced;
//                                      0 if it has taken none
//     now, one for all:                the age: 1, and 1 more for each batch of closed sessions
//     due, one for each participant:   the age at which the sessions that it keeps may go, all at
//                                      once
//
// The same steps, the same memory orders and the same lines as QSBRGuard.swift in
// Sources/SessionGuards/Strategies.
#pragma once

#include "deferred_table.h"

#define GUARD_HAS_THREADS

struct qsbr_guard {
  struct deferred_table sessions;
  struct thread_words awake;
  struct thread_words due;
  struct thread_words now;
};

static inline struct qsbr_guard guard_make(uint32_t slots, uint32_t participants) {
  struct qsbr_guard guard = {table_make(slots, participants), thread_words_make(participants),
                             thread_words_make(participants), thread_words_make(1)};
  atomic_init(word_at(guard.now, 0), 1);
  return guard;
}

static inline uint32_t guard_next_generation(struct qsbr_guard guard, uint32_t slot) {
  return table_next_generation(guard.sessions, slot);
}

static inline void guard_open(struct qsbr_guard guard, uint32_t slot, uint32_t generation) {
  table_open(guard.sessions, slot, generation);
}

static inline void guard_wake(struct qsbr_guard guard, uint32_t me) {
  // Relaxed: the fence below comes after it, and after the heavy one before the age that it reads.
  uint64_t age = atomic_load_explicit(word_at(guard.now, 0), memory_order_relaxed);
  // Release: a scan that reads it sees the uses before this participant quiesced.
  atomic_store_explicit(word_at(guard.awake, me), age, memory_order_release);
  light_fence();
}

static inline enum guard_answer guard_acquire(struct qsbr_guard guard, uint32_t slot,
                                              uint32_t generation, uint32_t me) {
  // Relaxed: no other thread writes it.
  if (atomic_load_explicit(word_at(guard.awake, me), memory_order_relaxed) == 0) {
    guard_wake(guard, me);
  }
  // Acquire: pairs with the releasing store of table_open; keeps all use of the session below it.
  uint64_t state =
    atomic_load_explicit(&entry_at(guard.sessions, slot)->state, memory_order_acquire);
  return state == (TABLE_OPEN | generation) ? GUARD_GRANTED : GUARD_REFUSED;
}

static inline void guard_release(struct qsbr_guard guard, uint32_t me) { (void)guard, (void)me; }

static inline bool guard_close(struct qsbr_guard guard, uint32_t slot, uint32_t generation,
                               uint32_t me) {
  return table_close(guard.sessions, slot, generation, me);
}

// How many of a participant's waiting sessions are due for their reclaim, as each participant has
// rested since. The others go on to wait.
__attribute__((noinline, unused)) static uint64_t guard_collect(struct qsbr_guard guard,
                                                                uint64_t waiting, uint32_t me) {
  _Atomic uint64_t *lists = word_at(guard.sessions.lists, me);
  uint64_t due = 0;
  do {
    uint64_t age;
    if (waiting >> 32 == 0) {
      waiting <<= 32;
      // Relaxed: as in table_close.
      atomic_store_explicit(lists, waiting, memory_order_relaxed);
      closer_fence();
      // Relaxed: a thread that reads it passes a light fence after the heavy one, and finds OPEN
      // gone.
      age = atomic_fetch_add_explicit(word_at(guard.now, 0), 1, memory_order_relaxed) + 1;
      // Relaxed, here and below: only this participant's thread uses it.
      atomic_store_explicit(word_at(guard.due, me), age, memory_order_relaxed);
    } else {
      age = atomic_load_explicit(word_at(guard.due, me), memory_order_relaxed);
    }
    for (uint32_t index = 0; index < guard.awake.count; index++) {
      // Acquire: pairs with the releasing stores of that participant.
      uint64_t since = atomic_load_explicit(word_at(guard.awake, index), memory_order_acquire);
      if (since != 0 && since < age) return due;
    }
    for (uint64_t kept = waiting >> 32; kept != 0; due++) table_take_top(guard.sessions, &kept);
    waiting &= TABLE_FRESH;
    // Relaxed: as in table_close.
    atomic_store_explicit(lists, waiting, memory_order_relaxed);
  } while (waiting != 0);
  return due;
}

static inline uint64_t guard_quiesce(struct qsbr_guard guard, uint32_t me) {
  // Release: pairs with the acquiring look of a scan; the teardown happens after all uses.
  atomic_store_explicit(word_at(guard.awake, me), 0, memory_order_release);
  uint64_t waiting = table_waiting(guard.sessions, me);
  return waiting != 0 ? guard_collect(guard, waiting, me) : 0;
}
