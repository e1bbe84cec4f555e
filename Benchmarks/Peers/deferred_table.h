// The slots of a guard that reclaims later: the session of each, and those that are closed and wait
// for their reclaim.
//
//     state, one for each slot:         63 ... 33 | 32   | 31 ....... 0
//                                       –         | OPEN | generation
//     lists, one for each participant:  63 ... 32 | 31 ... 0
//                                       kept      | fresh
//     next, one for each slot:          the slot below it in its list, plus one; or 0
//
// A list is the slot on its top, plus one; or 0. One thread at a time uses it.
// The same steps, the same memory orders and the same lines as DeferredTable.swift in
// Sources/SessionGuards.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// The fences of our own guards, which Swift has not.
#include "CBarrier.h"
#include "failure.h"
#include "memory.h"

#define TABLE_OPEN (1ull << 32)
#define TABLE_FRESH 0xffffffffull

enum guard_answer { GUARD_GRANTED, GUARD_REFUSED, GUARD_REFUSED_RECLAIM };

struct deferred_entry {
  _Alignas(128) _Atomic uint64_t state;
  _Atomic uint64_t next;
  _Atomic uint64_t references;   // for a guard whose references outlive their lease
};

// A word of each participant, on lines of its own.
struct thread_word {
  _Alignas(128) _Atomic uint64_t word;
};

struct thread_words {
  struct thread_word *words;
  uint64_t count;
};

struct deferred_table {
  struct deferred_entry *entries;
  uint64_t count;
  struct thread_words lists;
};

static inline struct thread_words thread_words_make(uint32_t count) {
  return (struct thread_words){slab(count * sizeof(struct thread_word)), count};
}

// As in our tables, no number that is none gets past these.
static inline _Atomic uint64_t *word_at(struct thread_words words, uint32_t index) {
  if (index >= words.count) __builtin_trap();
  return &words.words[index].word;
}

static inline struct deferred_entry *entry_at(struct deferred_table table, uint32_t slot) {
  if (slot >= table.count) __builtin_trap();
  return &table.entries[slot];
}

static inline struct deferred_table table_make(uint32_t slots, uint32_t participants) {
  return (struct deferred_table){slab(slots * sizeof(struct deferred_entry)), slots,
                                 thread_words_make(participants)};
}

// Makes every lease that was granted before visible to this thread; one serves all that it has closed.
static inline void closer_fence(void) {
  if (heavy_fence() != 0) fail_errno("membarrier(2) failed");
}

// The generation that the slot's next session gets; 0 when they are used up and the slot retires.
static inline uint32_t table_next_generation(struct deferred_table table, uint32_t slot) {
  // Relaxed: only the slot's owner writes the word of a free slot.
  return (uint32_t)atomic_load_explicit(&entry_at(table, slot)->state, memory_order_relaxed) + 1;
}

static inline void table_open(struct deferred_table table, uint32_t slot, uint32_t generation) {
  // Release: pairs with the acquiring look of a lease, which then sees all the owner prepared.
  atomic_store_explicit(&entry_at(table, slot)->state, TABLE_OPEN | generation,
                        memory_order_release);
}

// Ends the session for newcomers and puts it on the fresh list; false if it is not open.
static inline bool table_close(struct deferred_table table, uint32_t slot, uint32_t generation,
                               uint32_t me) {
  struct deferred_entry *entry = entry_at(table, slot);
  uint64_t state = TABLE_OPEN | generation;
  // Relaxed: the fence before the closer's scan orders it, and a thread that has an id was handed it
  // after the open.
  if (!atomic_compare_exchange_strong_explicit(&entry->state, &state, generation,
                                               memory_order_relaxed, memory_order_relaxed)) {
    return false;
  }
  _Atomic uint64_t *lists = word_at(table.lists, me);
  // Relaxed, all three: only the participant's thread uses them.
  uint64_t old = atomic_load_explicit(lists, memory_order_relaxed);
  atomic_store_explicit(&entry->next, old & TABLE_FRESH, memory_order_relaxed);
  atomic_store_explicit(lists, (old & ~TABLE_FRESH) | (slot + 1ull), memory_order_relaxed);
  return true;
}

// The lists of the sessions that wait and that this participant closed; 0 if there are none.
static inline uint64_t table_waiting(struct deferred_table table, uint32_t me) {
  // Relaxed: as in table_close.
  return atomic_load_explicit(word_at(table.lists, me), memory_order_relaxed);
}

// The id on top of a list, which becomes the rest of it: slot above, generation below.
static inline uint64_t table_take_top(struct deferred_table table, uint64_t *list) {
  uint32_t slot = (uint32_t)(*list - 1);
  struct deferred_entry *entry = entry_at(table, slot);
  // Relaxed, both: as in table_close; a closed session's state changes only after its reclaim.
  *list = atomic_load_explicit(&entry->next, memory_order_relaxed);
  uint64_t state = atomic_load_explicit(&entry->state, memory_order_relaxed);
  return (uint64_t)slot << 32 | (uint32_t)state;
}
