// Threads and processes: affinity, ids, exit statuses, stop signals.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// What `spawn_bound` starts. A descriptor of -1 means /dev/null for input and "inherit" for output;
// null processors mean the caller's.
struct spawn_request {
  const char *_Nonnull path;
  char *_Nullable const *_Nonnull arguments;
  char *_Nullable const *_Nonnull environment;
  int input;
  int output;
  int error_output;
  const uint64_t *_Nullable processors;
};

// Starts a process, in a process group of its own, that the kernel kills when the calling *thread*
// ends, however it ends. Returns its id once the program runs, else -1 with errno set.
pid_t spawn_bound(const struct spawn_request *_Nonnull request);

// Makes SIGINT and SIGTERM set a flag and an eventfd, each once: the second of a kind kills.
// Returns the eventfd, the same one at every call, or -1 with errno set.
int stop_signal_install(void);
// The first stop signal that came, or 0.
int stop_signal_received(void);
// Acts as if `signal` had come.
void stop_signal_raise(int signal);

// A descriptor that becomes readable when the child process ends, or -1 with errno set.
static inline int process_descriptor(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

static inline bool status_is_exit(int status) { return WIFEXITED(status); }
static inline int status_exit_code(int status) { return WEXITSTATUS(status); }
static inline int status_signal(int status) { return WTERMSIG(status); }

// Which processors the calling thread may run on, as a bit mask. glibc's own mask and its macros
// cannot be had from Swift. Both return -1 with errno set where the kernel refuses.
enum { processor_words = 16 };
int processors_read(uint64_t *_Nonnull words);
int processors_assign(const uint64_t *_Nonnull words);

// Counts the futex calls that wait, of the calling thread and of those that it starts from now on,
// by the number that tracefs gives `sys_enter_futex`. Returns a descriptor to read a uint64_t
// from, or -1 with errno set where the kernel does not offer it.
int futex_waits_open(uint64_t tracepoint);

// Calls that Glibc's Swift module, which is built without _GNU_SOURCE, leaves out.
int pipe_closed_on_exec(int *_Nonnull ends);
int memory_file(const char *_Nonnull name);
void name_current_thread(const char *_Nonnull name);
const char *_Nonnull glibc_version(void);

// Sleeps if the 32 bits hold that value, until a thread of this process wakes it, or for no reason.
void futex_sleep(const void *_Nonnull place, uint32_t value);
// Wakes the thread that has slept there for longest.
void futex_wake_one(const void *_Nonnull place);

// Whether glibc still believes that no second thread was ever started.
bool process_is_single_threaded(void);

// A pointer that every thread has for itself. Swift has no thread-local variables of its own.
void *_Nullable thread_pointer(void);
void thread_pointer_set(void *_Nullable pointer);
// Another one: the watch to which a guard's dropped leases are reported.
void *_Nullable lease_watch(void);
void lease_watch_set(void *_Nullable watch);

// An allocation that the optimiser cannot see, hence not leave out.
void *_Nullable allocate_opaquely(size_t bytes);

// Reads a word that others change behind the compiler's back.
static inline uint64_t changing_word(const uint64_t *_Nonnull word) {
  return *(const volatile uint64_t *)word;
}

// The 64-bit FNV-1a hash (Fowler, Noll, Vo) of some bytes. In C, since an unoptimised
// Swift takes seconds for a program's file.
static const uint64_t fnv_1a_offset_basis = 0xcbf29ce484222325;
uint64_t fnv_1a(const void *_Nonnull bytes, size_t count);

// What the Makefile said about this build with -D; null if it was made by hand.
const char *_Nullable build_flags(void);
const char *_Nullable build_toolchain(void);
// The git revision that it compiled in, and whether the source differed from it.
const char *_Nullable build_revision(void);
bool build_is_dirty(void);

// The readable name of a Swift symbol, as a string to free; null if it is none. It is in Swift's own
// runtime library, which every Swift program is linked with.
char *_Nullable swift_demangle(
    const char *_Nonnull name, size_t count, char *_Nullable buffer, size_t *_Nullable buffer_count,
    uint32_t flags);

// Answers for the code that it is inlined into, hence for Swift's -target-cpu.
static inline bool compiled_for_avx(void) {
#ifdef __AVX__
  return true;
#else
  return false;
#endif
}
