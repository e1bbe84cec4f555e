// Starting a program that cannot outlive its starter.
//
// posix_spawn cannot ask for a parent-death signal, so this forks. Between fork and exec the child of
// a process with threads may only make async-signal-safe calls, which is why this is C.

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

#include "CSystem.h"

// Moves a descriptor out of the way of 0, 1 and 2, which the child is about to replace.
static int above_standard(int descriptor) {
  return descriptor < 0 ? descriptor : fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

static bool connect_descriptors(const struct spawn_request *request) {
  int input = request->input < 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : request->input;
  int from[3] = {input, request->output, request->error_output};
  for (int target = 0; target < 3; target++) {
    if (from[target] >= 0 && (from[target] = above_standard(from[target])) < 0) return false;
  }
  for (int target = 0; target < 3; target++) {
    if (from[target] >= 0 && dup2(from[target], target) < 0) return false;
  }
  // Nothing but 0, 1 and 2 reaches the program, even where close-on-exec was forgotten.
  return syscall(SYS_close_range, 3, ~0u, 1u << 2 /* CLOSE_RANGE_CLOEXEC */) == 0;
}

// Gives the program the signals it would have had from a shell; all are blocked until here.
static void restore_signals(void) {
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
}

// Becomes the program, or writes errno to `report` and ends.
static _Noreturn void become(const struct spawn_request *request, pid_t parent, int report) {
  report = above_standard(report);
  bool bound = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
  if (bound && getppid() != parent) _exit(127);  // the parent died before it could matter
  if (bound && setpgid(0, 0) == 0 && connect_descriptors(request) &&
      (request->processors == NULL || processors_assign(request->processors) == 0)) {
    restore_signals();
    execvpe(request->path, request->arguments, request->environment);
  }
  int error = errno;
  ssize_t written = write(report, &error, sizeof error);
  _exit(written == sizeof error ? 127 : 126);
}

// Waits until the child has become its program; otherwise reaps it and returns why it has not.
static int outcome(pid_t child, int report) {
  int error = 0;
  ssize_t count;
  do {
    count = read(report, &error, sizeof error);
  } while (count < 0 && errno == EINTR);
  if (count == 0) return 0;
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  return error;
}

pid_t spawn_bound(const struct spawn_request *request) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) < 0) return -1;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) become(request, parent, report[1]);
  int error = child < 0 ? errno : 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (child > 0) error = outcome(child, report[0]);
  close(report[0]);
  errno = error;
  return error == 0 ? child : -1;
}
