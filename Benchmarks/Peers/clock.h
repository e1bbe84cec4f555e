// Time and what the process has used of it.
#pragma once

#include <stdint.h>
#include <sys/resource.h>
#include <time.h>

#define NS_PER_S 1000000000ull

static inline uint64_t monotonic_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static inline struct timespec timespec_of(uint64_t nanoseconds) {
  return (struct timespec){
    .tv_sec = (time_t)(nanoseconds / NS_PER_S), .tv_nsec = (long)(nanoseconds % NS_PER_S)};
}

// CPU and context switches of the whole process so far.
struct usage {
  uint64_t monotonic_ns, cpu_user_ns, cpu_system_ns, voluntary_switches, involuntary_switches;
};

static inline uint64_t ns_of_timeval(struct timeval time) {
  return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_usec * 1000;
}

static inline struct usage usage_now(void) {
  struct rusage kernel;
  getrusage(RUSAGE_SELF, &kernel);
  return (struct usage){
    .monotonic_ns = monotonic_ns(),
    .cpu_user_ns = ns_of_timeval(kernel.ru_utime),
    .cpu_system_ns = ns_of_timeval(kernel.ru_stime),
    .voluntary_switches = (uint64_t)kernel.ru_nvcsw,
    .involuntary_switches = (uint64_t)kernel.ru_nivcsw,
  };
}
