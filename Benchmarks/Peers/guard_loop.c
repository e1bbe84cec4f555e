// Acquires, uses and releases one session after the other: the loop that `make instructions` counts
// and times for a guard in C, the same as `guardbench loop` does for ours. Which guard, the Makefile
// says: GUARD_HEADER and GUARD_STRUCT.
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include "failure.h"
#include "memory.h"
#include "options.h"
#include GUARD_HEADER
#ifdef GUARD_HAS_THREADS
#include "guard_of_threads.h"
#else
#include "guard_of_slots.h"
#endif

// What a server looks up under the lease: which generation lives in the slot.
struct session {
  _Alignas(128) _Atomic uint64_t generation;
};

struct sessions {
  struct session *slots;
  uint64_t count;
};

struct outcome {
  uint64_t refused;
  uint64_t strangeness;   // 0 if every lease found its own generation
};

static uint64_t reclaims_due;

// As in our table, no slot that is none gets past here.
static inline struct session *session_at(struct sessions sessions, uint32_t slot) {
  if (slot >= sessions.count) __builtin_trap();
  return &sessions.slots[slot];
}

__attribute__((noinline)) static void report_due(void) { reclaims_due++; }

struct outcome run(uint64_t pairs, uint64_t first, const struct guards *lent,
                   struct sessions sessions);

// Not static, so that the compiler knows no more of the arguments than it does in our loop.
__attribute__((noinline)) struct outcome run(uint64_t pairs, uint64_t first,
                                             const struct guards *lent, struct sessions sessions) {
  // A copy, whose fields stay in registers whatever the guard stores.
  const struct guards guards = *lent;
  struct outcome outcome = {0};
  uint64_t mask = sessions.count - 1;
  for (uint64_t step = 0; step < pairs; step++) {
    uint64_t id = first + ((step & mask) << 32);
    uint32_t slot = (uint32_t)(id >> 32), generation = (uint32_t)id;
    enum guard_answer answer = guards_acquire(guards, slot, generation);
    if (answer == GUARD_GRANTED) {
      // Relaxed: acquire and release keep it between them.
      outcome.strangeness |=
        atomic_load_explicit(&session_at(sessions, slot)->generation, memory_order_relaxed) ^
        generation;
      if (guards_release(guards, slot)) report_due();
    } else {
      outcome.refused++;
      if (answer == GUARD_REFUSED_RECLAIM) report_due();
    }
  }
  return outcome;
}

// Ends all sessions; as no lease is out, each is due for its reclaim.
static void end_all(struct guards guards, uint32_t slots, uint32_t generation) {
  uint64_t due = 0;
  for (uint32_t slot = 0; slot < slots; slot++) due += guards_close(guards, slot, generation);
  due += guards_quiesce(guards);
  if (due != slots) fail("%" PRIu64 " of %" PRIu32 " sessions are due after their close", due, slots);
}

int main(int argc, char **argv) {
  uint64_t pairs = 1000, slots = 8;
  const struct option_row rows[] = {
    {"pairs", OPTION_INTEGER, &pairs, 1, 1e9, "acquires, each with its release"},
    {"slots", OPTION_INTEGER, &slots, 1, 1 << 20, "sessions, a power of two"},
  };
  options_parse(argc, argv, "acquires and releases leases of a guard in C", rows,
                sizeof rows / sizeof *rows);
  if ((slots & (slots - 1)) != 0) fail_usage("--slots must be a power of two");
  struct guards guards = guards_make((uint32_t)slots);
  struct sessions sessions = {slab(slots * sizeof *sessions.slots), slots};
  uint64_t first = 0;
  for (uint32_t slot = 0; slot < slots; slot++) {
    uint32_t generation = guards_next_generation(guards, slot);
    // Relaxed: there is no other thread.
    atomic_store_explicit(&session_at(sessions, slot)->generation, generation,
                          memory_order_relaxed);
    guards_open(guards, slot, generation);
    if (slot == 0) first = generation;
  }
  struct outcome outcome = run(pairs, first, &guards, sessions);
  if (outcome.refused != 0 || outcome.strangeness != 0 || reclaims_due != 0) {
    fail("%" PRIu64 " refused, %" PRIu64 " reclaims due, strangeness %" PRIx64, outcome.refused,
         reclaims_due, outcome.strangeness);
  }
  end_all(guards, (uint32_t)slots, (uint32_t)first);
  return EXIT_DONE;
}
