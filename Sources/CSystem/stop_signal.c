// SIGINT and SIGTERM as a flag and a descriptor.
//
// A signal handler may touch lock-free atomics and call write, and hardly anything else; in C one can
// see that it does no more.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include "CSystem.h"

static atomic_int received;
static atomic_int event = -1;

void stop_signal_raise(int signal) {
  int error = errno;
  int none = 0;
  // Relaxed: the flag publishes nothing but itself; the descriptor's readers go through the kernel.
  if (atomic_compare_exchange_strong_explicit(&received, &none, signal, memory_order_relaxed,
                                              memory_order_relaxed)) {
    const uint64_t one = 1;
    // Fails only if the counter is full, and then it is readable already.
    ssize_t written = write(atomic_load_explicit(&event, memory_order_relaxed), &one, sizeof one);
    (void)written;
  }
  errno = error;
}

int stop_signal_received(void) { return atomic_load_explicit(&received, memory_order_relaxed); }

int stop_signal_install(void) {
  static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&installing);
  int descriptor = atomic_load_explicit(&event, memory_order_relaxed);
  if (descriptor < 0 && (descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) >= 0) {
    // Relaxed: the handlers that read it are installed below, by a system call.
    atomic_store_explicit(&event, descriptor, memory_order_relaxed);
    // Only the first signal of a kind is handled here; the kernel ends the process at the second.
    struct sigaction action = {.sa_handler = stop_signal_raise,
                               .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) < 0 || sigaction(SIGTERM, &action, NULL) < 0) {
      descriptor = -1;
    }
  }
  pthread_mutex_unlock(&installing);
  return descriptor;
}
