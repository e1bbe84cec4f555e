// The command line: `--name VALUE` and `--flag`, each described once, for parsing and for --help.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind { OPTION_FLAG, OPTION_INTEGER, OPTION_SECONDS, OPTION_HEX, OPTION_TEXT };

struct option_row {
  const char *name;      // without the dashes
  enum option_kind kind;
  void *target;          // bool, uint64_t, double, uint64_t or const char *, by kind
  double least, most;    // for OPTION_INTEGER and OPTION_SECONDS
  const char *meaning;   // one line for --help; the default is taken from the target
};

// Fills the targets from the command line. Prints help and exits 0 for --help; exits with
// EXIT_USAGE and one line for an unknown name, a missing value or a value out of bounds.
void options_parse(int argc, char **argv, const char *purpose, const struct option_row *rows,
                   size_t count);
