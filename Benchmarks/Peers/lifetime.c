#define _GNU_SOURCE
#include "lifetime.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "failure.h"

enum { WATCH_SIGNAL, WATCH_STOP, WATCH_INPUT, WATCH_COUNT };

static struct pollfd watched[WATCH_COUNT];

void lifetime_begin(void) {
  // SIGKILL: the reader of what we print is gone. The kernel sends it when the *thread*
  // that started us ends, so a driver starts its children on a thread that stays.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail_errno("prctl");
  signal(SIGPIPE, SIG_IGN);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  if (sigprocmask(SIG_BLOCK, &ends, NULL) != 0) fail_errno("sigprocmask");
  watched[WATCH_SIGNAL].fd = signalfd(-1, &ends, SFD_NONBLOCK | SFD_CLOEXEC);
  watched[WATCH_STOP].fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (watched[WATCH_SIGNAL].fd < 0 || watched[WATCH_STOP].fd < 0) fail_errno("signalfd, eventfd");
  struct stat input;
  bool from_parent =
    fstat(STDIN_FILENO, &input) == 0 && (S_ISFIFO(input.st_mode) || S_ISSOCK(input.st_mode));
  watched[WATCH_INPUT].fd = from_parent ? STDIN_FILENO : -1;  // poll ignores negative ones
  for (int i = 0; i < WATCH_COUNT; i++) watched[i].events = POLLIN;
}

// Whether standard input has ended; what it says is thrown away.
static bool input_ended(void) {
  char ignored[256];
  ssize_t count = read(STDIN_FILENO, ignored, sizeof ignored);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

bool lifetime_sleep_until(uint64_t deadline_ns) {
  for (;;) {
    uint64_t now = monotonic_ns();
    if (now >= deadline_ns) return true;
    struct timespec left = timespec_of(deadline_ns - now);
    int ready = ppoll(watched, WATCH_COUNT, deadline_ns == LIFETIME_FOREVER ? NULL : &left, NULL);
    if (ready < 0 && errno != EINTR) fail_errno("ppoll");
    if (ready <= 0) continue;
    if (watched[WATCH_SIGNAL].revents != 0 || watched[WATCH_STOP].revents != 0) return false;
    if (watched[WATCH_INPUT].revents != 0 && input_ended()) return false;
  }
}

void lifetime_stop(void) {
  uint64_t one = 1;
  // A full counter (EAGAIN) means that the stop is already asked for.
  (void)!write(watched[WATCH_STOP].fd, &one, sizeof one);
}
