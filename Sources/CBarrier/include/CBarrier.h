// What a guard's inlined code needs of C: fences and prefetches, which Swift has not. A module of its own,
// which includes nothing, since every client of the guards compiles it.
#pragma once

// Keeps the compiler, not the processor, from moving accesses across it.
static inline __attribute__((always_inline)) void compiler_barrier(void) {
  __asm__ volatile("" ::: "memory");
}

// Asks for the cache line of an address that is written soon. A hint: it changes nothing, and an address
// that is not mapped does no harm.
static inline __attribute__((always_inline)) void prefetch_to_write(const void *address) {
  __builtin_prefetch(address, 1);
}

// The same for an address that is read soon, which takes the line from no other processor.
static inline __attribute__((always_inline)) void prefetch_to_read(const void *address) {
  __builtin_prefetch(address, 0);
}

// Whether the kernel refuses membarrier(2), so that a light fence has to be a full one. Set before
// main, and never again.
extern _Bool light_fences_are_full;

// A full fence of the calling thread, out of line so that it costs hot code no register.
__attribute__((cold, noinline, preserve_most)) void full_fence(void);

// The cheap half of an asymmetric pair of fences, as liburcu has it: a compiler barrier, and a full
// fence where the kernel has no heavy ones.
static inline __attribute__((always_inline)) void light_fence(void) {
  if (__builtin_expect(light_fences_are_full, 0)) full_fence();
  compiler_barrier();
}

// The dear half: makes every running thread of this process pass a full barrier before it returns.
// Returns -1 with errno set where the kernel fails; where it refused at the start, the light fences are
// full ones, and a full fence of the calling thread is enough.
int heavy_fence(void);
// Whether the kernel has it.
_Bool has_heavy_fences(void);
