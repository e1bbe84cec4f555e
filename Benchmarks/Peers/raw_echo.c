// The raw echo: what arrives goes back, with no frames, sessions or guards. The floor of the
// kernel: what one read and one write for each event cost. It sets no target.
//
// Compiled with -DCORRUPT_EVERY=N, it damages one byte of every Nth read: a generator that does
// not notice checks nothing.
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "counter.h"
#include "failure.h"
#include "lifetime.h"
#include "memory.h"
#include "options.h"
#include "socket.h"

enum {
  MOST_THREADS = 256,
  EVENTS_PER_WAIT = 256,
  SCRATCH_BYTES = 65536,
  MOST_DESCRIPTORS = 1 << 20,   // descriptors beyond it are refused
};

// What a peer has sent and not yet taken back, when its socket was full; by descriptor.
struct backlog {
  uint32_t count;
  uint8_t *bytes;     // SCRATCH_BYTES, reserved when first needed
};

struct echo_thread {
  int poll, listener, wakeup;
  pthread_t thread;
  atomic_bool stopping;
  uint8_t *scratch;
  counter accepted, closed, bytes, reads;
  struct epoll_event events[EVENTS_PER_WAIT];
};

static struct backlog *backlogs;   // shared, but each descriptor belongs to one thread

static void watch(struct echo_thread *echo, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(echo->poll, EPOLL_CTL_ADD, fd, &event) != 0) fail_errno("epoll_ctl");
}

static void close_connection(struct echo_thread *echo, int fd) {
  backlogs[fd].count = 0;
  counter_add(&echo->closed, 1);
  close(fd);
}

static void accept_connection(struct echo_thread *echo) {
  int fd = socket_accept(echo->listener);
  if (fd < 0) {
    if (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR) return;
    fail_errno("cannot accept");
  }
  if (fd >= MOST_DESCRIPTORS) fail("more than %d descriptors", MOST_DESCRIPTORS);
  counter_add(&echo->accepted, 1);
  watch(echo, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

// Writes; keeps what the socket does not take. False: the connection is broken.
static bool give_back(int fd, const uint8_t *bytes, uint32_t count) {
  ssize_t written;
  do {
    written = write(fd, bytes, count);
  } while (written < 0 && errno == EINTR);
  if (written < 0 && errno != EAGAIN) return false;
  uint32_t done = written < 0 ? 0 : (uint32_t)written;
  if (done == count) return true;
  struct backlog *backlog = &backlogs[fd];
  if (backlog->bytes == NULL) backlog->bytes = slab(SCRATCH_BYTES);
  memmove(backlog->bytes, bytes + done, count - done);
  backlog->count = count - done;
  return true;
}

static void corrupt(struct echo_thread *echo, ssize_t count) {
#ifdef CORRUPT_EVERY
  if (counter_value(&echo->reads) % CORRUPT_EVERY == 0) echo->scratch[count - 1] ^= 0x10;
#else
  (void)echo, (void)count;
#endif
}

// Reads until a short read; reads nothing while output waits. False: the connection is over.
static bool serve(struct echo_thread *echo, int fd, bool hung_up) {
  struct backlog *backlog = &backlogs[fd];
  if (backlog->count != 0) {
    uint32_t left = backlog->count;
    backlog->count = 0;
    if (!give_back(fd, backlog->bytes, left)) return false;
  }
  while (backlog->count == 0) {
    ssize_t count = read(fd, echo->scratch, SCRATCH_BYTES);
    if (count == 0) return false;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    counter_add(&echo->reads, 1);
    counter_add(&echo->bytes, (uint64_t)count);
    corrupt(echo, count);
    if (!give_back(fd, echo->scratch, (uint32_t)count)) return false;
    if (count < SCRATCH_BYTES && !hung_up) return true;
  }
  return true;
}

static void *run(void *argument) {
  struct echo_thread *echo = argument;
  // Acquire: pairs with the release in main; nothing but the flag itself is handed over.
  while (!atomic_load_explicit(&echo->stopping, memory_order_acquire)) {
    int count = epoll_wait(echo->poll, echo->events, EVENTS_PER_WAIT, -1);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int i = 0; i < count; i++) {
      int fd = echo->events[i].data.fd;
      uint32_t what = echo->events[i].events;
      if (fd == echo->listener) {
        accept_connection(echo);
      } else if (fd == echo->wakeup) {
        wakeup_clear(fd);
      } else if (!serve(echo, fd, (what & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)) {
        close_connection(echo, fd);
      }
    }
  }
  return NULL;
}

static struct echo_thread *open_thread(const char *host, uint16_t port) {
  struct echo_thread *echo = slab(sizeof *echo);
  echo->scratch = slab(SCRATCH_BYTES);
  echo->poll = epoll_create1(EPOLL_CLOEXEC);
  if (echo->poll < 0) fail_errno("epoll_create1");
  echo->listener = socket_listen(host, port);
  echo->wakeup = wakeup_open();
  watch(echo, echo->listener, EPOLLIN);
  watch(echo, echo->wakeup, EPOLLIN);
  return echo;
}

static void stop_thread(struct echo_thread *echo) {
  // Release: pairs with the acquire in run.
  atomic_store_explicit(&echo->stopping, true, memory_order_release);
  wakeup_post(echo->wakeup);
  pthread_join(echo->thread, NULL);
}

int main(int argc, char **argv) {
  uint64_t port = 0, thread_count = 1;
  double duration = 0;
  const char *host = "127.0.0.1";
  const struct option_row rows[] = {
    {"host", OPTION_TEXT, &host, 0, 0, "IPv4 address to listen on"},
    {"port", OPTION_INTEGER, &port, 0, 65535, "port; 0 for any free one"},
    {"reactors", OPTION_INTEGER, &thread_count, 1, MOST_THREADS, "threads that serve"},
    {"duration", OPTION_SECONDS, &duration, 0, 1e6, "seconds until it ends; 0 for no end"},
  };
  options_parse(argc, argv, "sends back whatever arrives, unframed" LIFETIME_RULE, rows,
                sizeof rows / sizeof rows[0]);
  lifetime_begin();
  socket_require_free(host, (uint16_t)port);
  backlogs = slab(MOST_DESCRIPTORS * sizeof *backlogs);
  static struct echo_thread *threads[MOST_THREADS];
  for (uint64_t i = 0; i < thread_count; i++) {
    threads[i] = open_thread(host, (uint16_t)port);
    port = socket_port(threads[0]->listener);
  }
  for (uint64_t i = 0; i < thread_count; i++) {
    errno = pthread_create(&threads[i]->thread, NULL, run, threads[i]);
    if (errno != 0) fail_errno("cannot start a thread");
  }
  printf("{\"event\":\"listening\",\"port\":%" PRIu64 ",\"pid\":%d}\n", port, getpid());
  fflush(stdout);
  uint64_t end = monotonic_ns() + (uint64_t)(duration * (double)NS_PER_S);
  lifetime_sleep_until(duration > 0 ? end : LIFETIME_FOREVER);
  uint64_t accepted = 0, closed = 0, bytes = 0;
  for (uint64_t i = 0; i < thread_count; i++) {
    stop_thread(threads[i]);
    accepted += counter_value(&threads[i]->accepted);
    closed += counter_value(&threads[i]->closed);
    bytes += counter_value(&threads[i]->bytes);
  }
  struct usage usage = usage_now();
  printf("{\"event\":\"finished\",\"accepted\":%" PRIu64 ",\"closed\":%" PRIu64
         ",\"bytes_received\":%" PRIu64 ",\"cpu_user_ns\":%" PRIu64 ",\"cpu_system_ns\":%" PRIu64
         "}\n",
         accepted, closed, bytes, usage.cpu_user_ns, usage.cpu_system_ns);
  return EXIT_DONE;
}
