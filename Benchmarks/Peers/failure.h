// How a peer gives up: one line on standard error that says what was wrong, and an exit code.
#pragma once

enum exit_code {
  EXIT_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_INTERRUPTED = 130,
};

// Prints "program: message" and exits with EXIT_FAILED.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The same for the kernel's answers: appends errno's text.
_Noreturn void fail_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Prints "program: message", points at --help, and exits with EXIT_USAGE.
_Noreturn void fail_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
