#define _GNU_SOURCE
#include "failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_line(const char *format, va_list arguments, const char *tail) {
  char message[512];
  vsnprintf(message, sizeof message, format, arguments);
  fprintf(stderr, "%s: %s%s\n", program_invocation_short_name, message, tail);
}

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print_line(format, arguments, "");
  va_end(arguments);
  exit(EXIT_FAILED);
}

void fail_errno(const char *format, ...) {
  char tail[160];
  snprintf(tail, sizeof tail, ": %s", strerror(errno));
  va_list arguments;
  va_start(arguments, format);
  print_line(format, arguments, tail);
  va_end(arguments);
  exit(EXIT_FAILED);
}

void fail_usage(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print_line(format, arguments, " (see --help)");
  va_end(arguments);
  exit(EXIT_USAGE);
}
