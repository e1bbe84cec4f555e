// The twin: what guardbench's LanServer does with the strategy `packed`, written in C. It sets the
// target for `guardbench serve`. Edge-triggered epoll, one registration for each session named by
// slot and generation; frames taken where they lie; a lease for every send; one write for each
// session and batch; teardown on the owner by the caller that gives the last unit back.
//
// What it leaves out: sends from threads outside the reactors, hence the queue and the writer flag
// that those need. Where the two differ the twin does less, so the target errs against us.
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "clock.h"
#include "failure.h"
#include "lifetime.h"
#include "memory.h"
#include "options.h"
#include "socket.h"
#include "twin_marks.h"
#include "twin_reactor.h"
#include "wire.h"

enum { MOST_REACTORS = 256 };

static const char *const reason_names[CLOSE_REASON_COUNT] = {
  [CLOSE_END_OF_STREAM] = "end_of_stream", [CLOSE_ERROR] = "error",
  [CLOSE_PROTOCOL_VIOLATION] = "protocol_violation", [CLOSE_SLOW_READER] = "slow_reader",
  [CLOSE_DISCONNECT] = "disconnect", [CLOSE_DRAIN] = "drain",
};

static struct reactor *reactors[MOST_REACTORS];
static uint32_t reactor_count;

// The sum over all reactors of the counter at `offset` of struct twin_counters.
static uint64_t total(size_t offset) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < reactor_count; i++) {
    sum += counter_value((counter *)(void *)((char *)&reactors[i]->counters + offset));
  }
  return sum;
}
#define TOTAL(field) total(offsetof(struct twin_counters, field))

static void print_number(const char *name, uint64_t value) {
  printf("\"%s\":%" PRIu64 ",", name, value);
}

static void print_report(void) {
  struct usage usage = usage_now();
  printf("{\"event\":\"finished\",");
  print_number("accepted", TOTAL(accepted));
  print_number("released", TOTAL(released));
  print_number("open_at_exit", TOTAL(accepted) - TOTAL(released));
  print_number("messages_received", TOTAL(messages));
  printf("\"sends\":{\"accepted\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"lost\":%" PRIu64 "},",
         TOTAL(sends_accepted), TOTAL(sends_refused), TOTAL(sends_lost));
  printf("\"closed_by_reason\":{");
  for (int reason = 0; reason < CLOSE_REASON_COUNT; reason++) {
    printf("%s\"%s\":%" PRIu64, reason == 0 ? "" : ",", reason_names[reason],
           TOTAL(closed_by_reason[reason]));
  }
  printf("},");
  print_number("stale_events", TOTAL(stale_events));
  print_number("accept_pauses", TOTAL(accept_pauses));
  print_number("descriptors_opened", TOTAL(descriptors_opened));
  print_number("descriptors_closed", TOTAL(descriptors_closed));
  print_number("cpu_user_ns", usage.cpu_user_ns);
  print_number("cpu_system_ns", usage.cpu_system_ns);
  print_number("voluntary_switches", usage.voluntary_switches);
  print_number("involuntary_switches", usage.involuntary_switches);
  printf("\"marks\":");
  marks_print(stdout);
  printf("}\n");
}

static uint64_t random_token(void) {
  uint64_t token;
  if (getrandom(&token, sizeof token, 0) != sizeof token) fail_errno("getrandom");
  return token;
}

int main(int argc, char **argv) {
  uint64_t port = 0, reactor_total = 1, slots = 10000, token = 0;
  uint64_t most_payload = WIRE_MOST_PAYLOAD_BYTES, cork_kib = 256;
  double duration = 0;
  const char *host = "127.0.0.1";
  const struct option_row rows[] = {
    {"host", OPTION_TEXT, &host, 0, 0, "IPv4 address to listen on"},
    {"port", OPTION_INTEGER, &port, 0, 65535, "port; 0 for any free one"},
    {"reactors", OPTION_INTEGER, &reactor_total, 1, MOST_REACTORS, "threads that serve"},
    {"slots", OPTION_INTEGER, &slots, 1, 1000000, "sessions at a time, over all reactors"},
    {"payload-most", OPTION_INTEGER, &most_payload, WIRE_WELCOME_BYTES, WIRE_MOST_PAYLOAD_BYTES,
     "longest payload a frame may have, in bytes"},
    {"cork", OPTION_INTEGER, &cork_kib, 128, 65536, "output kept for a slow reader, in KiB"},
    {"token", OPTION_HEX, &token, 0, 0, "run token in the welcome; random if absent"},
    {"duration", OPTION_SECONDS, &duration, 0, 1e6, "seconds until it drains; 0 for no end"},
  };
  options_parse(argc, argv, "the C twin of `guardbench serve --strategy packed`" LIFETIME_RULE,
                rows, sizeof rows / sizeof rows[0]);
  lifetime_begin();
  if (token == 0) token = random_token();
  socket_require_free(host, (uint16_t)port);
  struct twin_plan plan = {
    .host = host,
    .port = (uint16_t)port,
    .token = token,
    .reactors = (uint32_t)reactor_total,
    .slots_per_reactor = (uint32_t)((slots + reactor_total - 1) / reactor_total),
    .most_payload_bytes = (uint32_t)most_payload,
    .cork_capacity = (uint32_t)cork_kib * 1024,
  };
  reactor_count = plan.reactors;
  for (uint32_t i = 0; i < reactor_count; i++) {
    reactors[i] = slab(sizeof *reactors[i]);
    reactor_open(reactors[i], &plan, i, plan.port);
    plan.port = socket_port(reactors[0]->listener);
  }
  marks_watch(reactors, reactor_count);
  for (uint32_t i = 0; i < reactor_count; i++) reactor_start(reactors[i]);
  printf("{\"event\":\"listening\",\"port\":%u,\"token\":\"%016" PRIx64
         "\",\"strategy\":\"packed\",\"pid\":%d}\n",
         plan.port, plan.token, getpid());
  fflush(stdout);
  uint64_t end = monotonic_ns() + (uint64_t)(duration * (double)NS_PER_S);
  lifetime_sleep_until(duration > 0 ? end : LIFETIME_FOREVER);
  for (uint32_t i = 0; i < reactor_count; i++) reactor_stop(reactors[i]);
  print_report();
  return EXIT_DONE;
}
