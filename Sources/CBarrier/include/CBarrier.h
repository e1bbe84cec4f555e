// The one thing that a guard's inlined code needs of C. A module of its own, which includes nothing,
// since every client of the guards compiles it.
#pragma once

// Keeps the compiler, not the processor, from moving accesses across it.
static inline __attribute__((always_inline)) void compiler_barrier(void) {
  __asm__ volatile("" ::: "memory");
}
