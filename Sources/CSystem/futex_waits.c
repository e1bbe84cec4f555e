#include <errno.h>
#include <linux/futex.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>

#include "CSystem.h"

// FUTEX_LOCK_PI2 came with Linux 5.14; Debian 12's headers know it, older ones do not.
#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif

// The calls that wait, told by the command's low bits; the high ones say private and which clock.
#define OPERATION(name) "(op & 127) == " TEXT(name)
#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number

static const char waits_only[] =
    OPERATION(FUTEX_WAIT) " || " OPERATION(FUTEX_WAIT_BITSET) " || " OPERATION(
        FUTEX_LOCK_PI) " || " OPERATION(FUTEX_LOCK_PI2);

int futex_waits_open(uint64_t tracepoint) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.type = PERF_TYPE_TRACEPOINT;
  attributes.size = sizeof attributes;
  attributes.config = tracepoint;
  attributes.inherit = 1;
  int descriptor =
      (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (descriptor < 0) return -1;
  if (ioctl(descriptor, PERF_EVENT_IOC_SET_FILTER, waits_only) < 0) {
    int code = errno;
    close(descriptor);
    errno = code;
    return -1;
  }
  return descriptor;
}
