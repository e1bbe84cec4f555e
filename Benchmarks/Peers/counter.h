// A number that one thread advances and others may look at.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

typedef _Atomic uint64_t counter;

// One writer, so a load and a store do: no locked instruction.
static inline void counter_add(counter *counter, uint64_t amount) {
  // Relaxed: only this thread writes it, so it sees its own last store.
  uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
  // Relaxed: the number orders nothing; readers want any recent value.
  atomic_store_explicit(counter, value + amount, memory_order_relaxed);
}

static inline uint64_t counter_value(counter *counter) {
  // Relaxed: as above.
  return atomic_load_explicit(counter, memory_order_relaxed);
}
