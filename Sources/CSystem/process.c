#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/single_threaded.h>

#include "CSystem.h"

// The raw calls, because they take a mask of any length and name no type.
static const size_t mask_size = processor_words * sizeof(uint64_t);

int processors_read(uint64_t *words) {
  memset(words, 0, mask_size);  // the kernel writes only as far as its own mask goes
  return syscall(SYS_sched_getaffinity, 0, mask_size, words) < 0 ? -1 : 0;
}

int processors_assign(const uint64_t *words) {
  return (int)syscall(SYS_sched_setaffinity, 0, mask_size, words);
}

int pipe_closed_on_exec(int *ends) { return pipe2(ends, O_CLOEXEC); }

int memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

void name_current_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

// What they return does not matter: the caller looks at the word again.
void futex_sleep(const void *place, uint32_t value) {
  syscall(SYS_futex, place, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

void futex_wake_one(const void *place) {
  syscall(SYS_futex, place, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

const char *glibc_version(void) { return gnu_get_libc_version(); }

bool process_is_single_threaded(void) { return __libc_single_threaded; }

void *allocate_opaquely(size_t bytes) { return malloc(bytes); }

static _Thread_local void *pointer_of_thread;

void *thread_pointer(void) { return pointer_of_thread; }

void thread_pointer_set(void *pointer) { pointer_of_thread = pointer; }

static _Thread_local void *lease_watch_of_thread;

void *lease_watch(void) { return lease_watch_of_thread; }

void lease_watch_set(void *watch) { lease_watch_of_thread = watch; }
