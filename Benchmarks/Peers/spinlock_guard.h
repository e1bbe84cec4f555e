// A test-and-test-and-set lock that is held for the lease: the strategy `spinlock` in C11, as far
// as the loop that is counted needs it: no close.
//
//     state: 63 ... 33 | 32   | 31 ....... 0
//            –         | OPEN | generation
//
// The same steps and the same memory orders as SpinLock.swift and LockGuard.swift in
// Sources/SessionGuards/Strategies.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)
#define SPIN_PAUSE() __builtin_ia32_pause()
#else
#define SPIN_PAUSE() __asm__ volatile("yield")
#endif

#define GUARD_OPEN (1ull << 32)

struct spinlock_guard {
  _Alignas(128) _Atomic uint64_t held;   // 1 while the lock is held
  _Atomic uint64_t state;                // read and written under the lock only
};

__attribute__((noinline, unused)) static void lock_contended(struct spinlock_guard *guard) {
  do {
    do {
      SPIN_PAUSE();
      // Relaxed: a waiting caller takes the word with an acquiring access of its own afterwards.
    } while (atomic_load_explicit(&guard->held, memory_order_relaxed) == 1);
    // Acquire: as in lock.
  } while (atomic_exchange_explicit(&guard->held, 1, memory_order_acquire) != 0);
}

static inline void lock(struct spinlock_guard *guard) {
  // Acquire: pairs with the release in unlock; sees all that the last holder did.
  if (atomic_exchange_explicit(&guard->held, 1, memory_order_acquire) != 0) lock_contended(guard);
}

static inline void unlock(struct spinlock_guard *guard) {
  // Release: pairs with the acquire of the next holder.
  atomic_store_explicit(&guard->held, 0, memory_order_release);
}

static inline void guard_init(struct spinlock_guard *guard) {
  atomic_init(&guard->held, 0);
  atomic_init(&guard->state, 0);
}

// The generation that the slot's next session gets; 0 when they are used up and the slot retires.
static inline uint32_t guard_next_generation(struct spinlock_guard *guard) {
  lock(guard);
  // Relaxed: under the lock.
  uint32_t next = (uint32_t)atomic_load_explicit(&guard->state, memory_order_relaxed) + 1;
  unlock(guard);
  return next;
}

// Opens the slot. Only by the thread that popped the slot.
static inline void guard_open(struct spinlock_guard *guard, uint32_t generation) {
  lock(guard);
  // Relaxed: under the lock.
  atomic_store_explicit(&guard->state, GUARD_OPEN | generation, memory_order_relaxed);
  unlock(guard);
}

enum guard_answer { GUARD_GRANTED, GUARD_REFUSED, GUARD_REFUSED_RECLAIM };

// Asks for a lease on one generation: the lock, if that session lives here.
static inline enum guard_answer guard_acquire(struct spinlock_guard *guard, uint32_t generation) {
  lock(guard);
  // Relaxed: under the lock.
  uint64_t state = atomic_load_explicit(&guard->state, memory_order_relaxed);
  if (state == (GUARD_OPEN | generation)) return GUARD_GRANTED;
  unlock(guard);
  return GUARD_REFUSED;
}

// Gives the lock back. The closer owes the reclaim, never this caller.
static inline bool guard_release(struct spinlock_guard *guard) {
  unlock(guard);
  return false;
}
