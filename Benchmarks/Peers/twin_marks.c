#include "twin_marks.h"

#include <inttypes.h>
#include <pthread.h>

#include "clock.h"

enum { MARKS_KEPT = 16 };

static struct {
  struct reactor **reactors;
  uint32_t reactor_count, count;
  pthread_mutex_t lock;
  struct mark {
    uint64_t number, messages, sends;
    struct usage usage;
  } kept[MARKS_KEPT];
} marks = {.lock = PTHREAD_MUTEX_INITIALIZER};

void marks_watch(struct reactor **reactors, uint32_t count) {
  marks.reactors = reactors;
  marks.reactor_count = count;
}

void marks_record(uint64_t number) {
  struct mark mark = {.number = number, .usage = usage_now()};
  for (uint32_t i = 0; i < marks.reactor_count; i++) {
    mark.messages += counter_value(&marks.reactors[i]->counters.messages);
    mark.sends += counter_value(&marks.reactors[i]->counters.sends_accepted);
  }
  pthread_mutex_lock(&marks.lock);
  if (marks.count < MARKS_KEPT) marks.kept[marks.count++] = mark;
  pthread_mutex_unlock(&marks.lock);
}

void marks_print(FILE *file) {
  fprintf(file, "[");
  for (uint32_t i = 0; i < marks.count; i++) {
    const struct mark *mark = &marks.kept[i];
    fprintf(file,
            "%s{\"number\":%" PRIu64 ",\"monotonic_ns\":%" PRIu64 ",\"cpu_user_ns\":%" PRIu64
            ",\"cpu_system_ns\":%" PRIu64 ",\"voluntary_switches\":%" PRIu64
            ",\"involuntary_switches\":%" PRIu64 ",\"messages\":%" PRIu64 ",\"sends\":%" PRIu64 "}",
            i == 0 ? "" : ",", mark->number, mark->usage.monotonic_ns, mark->usage.cpu_user_ns,
            mark->usage.cpu_system_ns, mark->usage.voluntary_switches,
            mark->usage.involuntary_switches, mark->messages, mark->sends);
  }
  fprintf(file, "]");
}
