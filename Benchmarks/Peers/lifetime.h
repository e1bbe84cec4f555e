// What ends a peer: its parent's death, the end of its standard input, SIGTERM or SIGINT, or one
// of its own threads. Nothing that the driver starts may outlive the driver.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define LIFETIME_FOREVER UINT64_MAX

// For the purpose of a program that calls lifetime_begin, as --help prints it.
#define LIFETIME_RULE \
  ".\nDies with its parent, at the end of a piped standard input, and on SIGTERM."

// Call once, before any thread starts: signals are blocked in every thread from here on.
// Standard input is watched only when it is a pipe or a socket: a terminal or /dev/null says
// nothing about the parent.
void lifetime_begin(void);

// Sleeps on the main thread until the monotonic time `deadline_ns` (true) or until something
// asks the process to end (false).
bool lifetime_sleep_until(uint64_t deadline_ns);

// Ends the main thread's sleep; callable from any thread.
void lifetime_stop(void);
