// Waiting without sleeping.
#pragma once

// Tells the core that this is a spin-wait loop (PAUSE; on Arm, YIELD).
static inline void spin_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#else
  __asm__ volatile("yield");
#endif
}

// The thread sanitizer's own annotations; absent, hence null, in an ordinary build.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));
