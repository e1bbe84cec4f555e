#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "CSystem.h"

// The raw calls, because they take a mask of any length and name no type.
static const size_t mask_size = processor_words * sizeof(unsigned long long);

int processors_read(unsigned long long *words) {
  memset(words, 0, mask_size);  // the kernel writes only as far as its own mask goes
  return syscall(SYS_sched_getaffinity, 0, mask_size, words) < 0 ? -1 : 0;
}

int processors_assign(const unsigned long long *words) {
  return (int)syscall(SYS_sched_setaffinity, 0, mask_size, words);
}

int pipe_closed_on_exec(int *ends) { return pipe2(ends, O_CLOEXEC); }

int memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

void name_current_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
