#define _GNU_SOURCE
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

static void print_default(const struct option_row *row) {
  switch (row->kind) {
  case OPTION_INTEGER:
    printf(" [%llu]", (unsigned long long)*(uint64_t *)row->target);
    break;
  case OPTION_SECONDS:
    printf(" [%g]", *(double *)row->target);
    break;
  case OPTION_TEXT:
    if (*(const char **)row->target != NULL) printf(" [%s]", *(const char **)row->target);
    break;
  case OPTION_FLAG:
  case OPTION_HEX:
    break;
  }
}

static _Noreturn void print_help(const char *purpose, const struct option_row *rows, size_t count) {
  static const char *const placeholder[] = {
    [OPTION_FLAG] = "", [OPTION_INTEGER] = "N", [OPTION_SECONDS] = "S",
    [OPTION_HEX] = "HEX", [OPTION_TEXT] = "TEXT",
  };
  printf("%s: %s\n\n", program_invocation_short_name, purpose);
  for (size_t i = 0; i < count; i++) {
    printf("  --%-12s %-5s %s", rows[i].name, placeholder[rows[i].kind], rows[i].meaning);
    print_default(&rows[i]);
    printf("\n");
  }
  printf("  --%-12s %-5s %s\n", "help", "", "this text");
  exit(EXIT_DONE);
}

static double parse_bounded(const struct option_row *row, const char *text) {
  char *end;
  errno = 0;
  double value = strtod(text, &end);
  if (errno != 0 || end == text || *end != '\0') {
    fail_usage("--%s wants a number, not '%s'", row->name, text);
  }
  // Written so that "nan" is out of bounds as well.
  if (!(value >= row->least && value <= row->most)) {
    fail_usage("--%s must be between %g and %g, not %s", row->name, row->least, row->most, text);
  }
  return value;
}

static void assign(const struct option_row *row, const char *text) {
  switch (row->kind) {
  case OPTION_FLAG:
    *(bool *)row->target = true;
    break;
  case OPTION_INTEGER: {
    double value = parse_bounded(row, text);
    if (value != (double)(uint64_t)value) fail_usage("--%s wants a whole number", row->name);
    *(uint64_t *)row->target = (uint64_t)value;
    break;
  }
  case OPTION_SECONDS:
    *(double *)row->target = parse_bounded(row, text);
    break;
  case OPTION_HEX: {
    char *end;
    errno = 0;
    *(uint64_t *)row->target = strtoull(text, &end, 16);
    if (errno != 0 || end == text || *end != '\0') {
      fail_usage("--%s wants up to 16 hexadecimal digits, not '%s'", row->name, text);
    }
    break;
  }
  case OPTION_TEXT:
    *(const char **)row->target = text;
    break;
  }
}

void options_parse(int argc, char **argv, const char *purpose, const struct option_row *rows,
                   size_t count) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) print_help(purpose, rows, count);
    const struct option_row *row = NULL;
    for (size_t k = 0; k < count && strncmp(argv[i], "--", 2) == 0; k++) {
      if (strcmp(argv[i] + 2, rows[k].name) == 0) row = &rows[k];
    }
    if (row == NULL) fail_usage("unknown argument '%s'", argv[i]);
    if (row->kind == OPTION_FLAG) {
      assign(row, NULL);
    } else {
      if (i + 1 == argc) fail_usage("--%s wants a value", row->name);
      assign(row, argv[++i]);
    }
  }
}
