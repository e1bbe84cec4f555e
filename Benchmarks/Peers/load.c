// The C load generator: a closed loop of fixed depth over many connections, framed (with welcome)
// or raw, every reply checked byte for byte. It sets the target for `guardbench load`.
//
// A closed loop measures throughput, not latency: the mean time from a message to its reply is
// connections * depth / throughput by arithmetic, so no latency is reported.
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "clock.h"
#include "failure.h"
#include "lifetime.h"
#include "load_flow.h"
#include "memory.h"
#include "options.h"
#include "wire.h"

enum { MOST_THREADS = 256, SPARE_DESCRIPTORS = 32, GRACE_SECONDS = 5 };
#define POLL_NS 1000000ull   // how often the main thread looks while it waits for the flows

static struct flow *flows[MOST_THREADS];
static struct load_plan plan = {.connections = 64, .threads = 1, .depth = 1, .payload_bytes = 64};

// What the flows had done, and the process used, at one moment.
struct reading {
  struct usage usage;
  uint64_t messages;
};

static struct reading take_reading(void) {
  struct reading reading = {.usage = usage_now()};
  for (uint32_t i = 0; i < plan.threads; i++) {
    reading.messages += counter_value(&flows[i]->replies);
  }
  return reading;
}

static bool all_welcomed(void) {
  uint64_t welcomed = 0;
  for (uint32_t i = 0; i < plan.threads; i++) welcomed += counter_value(&flows[i]->welcomed);
  return plan.raw || welcomed == plan.connections;
}

static bool all_drained(void) {
  bool drained = true;
  for (uint32_t i = 0; i < plan.threads; i++) {
    // Acquire: pairs with the release in load_flow.c.
    drained &= atomic_load_explicit(&flows[i]->drained, memory_order_acquire);
  }
  return drained;
}

// False when the grace has passed or the run was stopped before the condition held.
static bool wait_for(bool (*condition)(void)) {
  uint64_t deadline = monotonic_ns() + GRACE_SECONDS * NS_PER_S;
  while (!condition()) {
    uint64_t now = monotonic_ns();
    if (now >= deadline || !lifetime_sleep_until(now + POLL_NS)) return false;
  }
  return true;
}

static void enter(enum load_phase phase) {
  for (uint32_t i = 0; i < plan.threads; i++) flow_enter(flows[i], phase);
}

static bool sleep_seconds(double seconds) {
  return lifetime_sleep_until(monotonic_ns() + (uint64_t)(seconds * (double)NS_PER_S));
}

static void split_target(const char *target, char *host, size_t capacity) {
  const char *colon = strrchr(target, ':');
  unsigned port = 0;
  char rest;
  if (colon == NULL || (size_t)(colon - target) >= capacity ||
      sscanf(colon + 1, "%u%c", &port, &rest) != 1 || port == 0 || port > 65535) {
    fail_usage("--connect wants HOST:PORT, not '%s'", target);
  }
  memcpy(host, target, (size_t)(colon - target));
  host[colon - target] = '\0';
  plan.host = host;
  plan.port = (uint16_t)port;
}

static void require_descriptors(void) {
  struct rlimit limit;
  uint64_t needed = plan.connections + 2ull * plan.threads + SPARE_DESCRIPTORS;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail_errno("getrlimit");
  if (needed > limit.rlim_max) {
    fail("%u connections need %" PRIu64 " descriptors, the limit is %" PRIu64 ": at most %" PRIu64
         " connections fit", plan.connections, needed, (uint64_t)limit.rlim_max,
         (uint64_t)limit.rlim_max - (needed - plan.connections));
  }
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) fail_errno("setrlimit");
}

static void open_flows(void) {
  uint32_t first = 0;
  for (uint32_t i = 0; i < plan.threads; i++) {
    uint32_t count = (plan.connections - first) / (plan.threads - i);
    flows[i] = slab(sizeof *flows[i]);
    flow_open(flows[i], &plan, first, count);
    first += count;
  }
  for (uint32_t i = 0; i < plan.threads; i++) flow_start(flows[i]);
}

// Tells the reader of the output that a moment has come, as it comes.
static void announce(const char *event) {
  printf("{\"event\":\"%s\"}\n", event);
  fflush(stdout);
}

static void print_result(const struct reading *begin, const struct reading *end, bool complete) {
  uint64_t wall_ns = end->usage.monotonic_ns - begin->usage.monotonic_ns;
  uint64_t messages = end->messages - begin->messages;
  const char *failure = flow_failure();
  printf("{\"event\":\"finished\",\"complete\":%s,\"mode\":\"%s\",\"connections\":%u,"
         "\"threads\":%u,\"depth\":%u,\"payload_bytes\":%u,\"messages\":%" PRIu64
         ",\"messages_total\":%" PRIu64 ",\"wall_ns\":%" PRIu64 ",\"messages_per_s\":%.1f,"
         "\"cpu_user_ns\":%" PRIu64 ",\"cpu_system_ns\":%" PRIu64 ",\"voluntary_switches\":%" PRIu64
         ",\"involuntary_switches\":%" PRIu64,
         complete ? "true" : "false", plan.raw ? "raw" : "framed", plan.connections, plan.threads,
         plan.depth, plan.payload_bytes, messages, take_reading().messages, wall_ns,
         wall_ns == 0 ? 0 : (double)messages * (double)NS_PER_S / (double)wall_ns,
         end->usage.cpu_user_ns - begin->usage.cpu_user_ns,
         end->usage.cpu_system_ns - begin->usage.cpu_system_ns,
         end->usage.voluntary_switches - begin->usage.voluntary_switches,
         end->usage.involuntary_switches - begin->usage.involuntary_switches);
  // Our own words and addresses only: nothing in it needs escaping.
  if (failure != NULL) printf(",\"failure\":\"%s\"", failure);
  printf("}\n");
}

// Connects, warms up, measures, drains: the exit code says how far it came.
static enum exit_code run_load(double warm_up, double seconds, struct reading *begin,
                               struct reading *end) {
  if (!wait_for(all_welcomed)) {
    if (flow_failure() == NULL) {
      fprintf(stderr, "load: %s:%u did not welcome every connection\n", plan.host, plan.port);
    }
    return EXIT_FAILED;
  }
  enter(PHASE_RUN);
  bool slept = sleep_seconds(warm_up);
  announce("begun");
  *begin = take_reading();
  slept = slept && sleep_seconds(seconds);
  *end = take_reading();
  announce("ended");
  enter(PHASE_DRAIN);
  if (!slept) return flow_failure() == NULL ? EXIT_INTERRUPTED : EXIT_FAILED;
  if (wait_for(all_drained)) return EXIT_DONE;
  if (flow_failure() == NULL) fprintf(stderr, "load: some replies never came\n");
  return EXIT_FAILED;
}

int main(int argc, char **argv) {
  uint64_t connections = 64, threads = 1, depth = 1, payload = 64;
  double warm_up = 0.3, seconds = 2;
  const char *target = NULL, *token = NULL;
  const struct option_row rows[] = {
    {"connect", OPTION_TEXT, &target, 0, 0, "HOST:PORT of the server"},
    {"connections", OPTION_INTEGER, &connections, 1, 1000000, "connections, over all threads"},
    {"threads", OPTION_INTEGER, &threads, 1, MOST_THREADS, "threads that send and check"},
    {"depth", OPTION_INTEGER, &depth, 1, 1000000, "messages under way on each connection"},
    {"payload", OPTION_INTEGER, &payload, 1, WIRE_MOST_PAYLOAD_BYTES, "bytes of each payload"},
    {"warm-up", OPTION_SECONDS, &warm_up, 0, 3600, "seconds before the measurement"},
    {"seconds", OPTION_SECONDS, &seconds, 0.001, 86400, "seconds of the measurement"},
    {"raw", OPTION_FLAG, &plan.raw, 0, 0, "no frames, no welcome: for the raw echo"},
    {"token", OPTION_TEXT, &token, 0, 0, "run token that the welcome must carry, in hex"},
  };
  options_parse(argc, argv, "a closed loop of echoes, every reply checked" LIFETIME_RULE, rows,
                sizeof rows / sizeof rows[0]);
  if (target == NULL) fail_usage("--connect HOST:PORT is missing");
  if (threads > connections) fail_usage("more threads than connections");
  char host[64];
  split_target(target, host, sizeof host);
  plan.connections = (uint32_t)connections;
  plan.threads = (uint32_t)threads;
  plan.depth = (uint32_t)depth;
  plan.payload_bytes = (uint32_t)payload;
  plan.unit_bytes = (uint32_t)payload + (plan.raw ? 0 : WIRE_HEADER_BYTES);
  plan.check_token = token != NULL;
  if (token != NULL && sscanf(token, "%" SCNx64, &plan.token) != 1) {
    fail_usage("--token wants hexadecimal digits, not '%s'", token);
  }
  lifetime_begin();
  require_descriptors();
  client_prepare();
  open_flows();
  struct reading begin = {0}, end = {0};
  enum exit_code code = run_load(warm_up, seconds, &begin, &end);
  enter(PHASE_QUIT);
  for (uint32_t i = 0; i < plan.threads; i++) flow_join(flows[i]);
  print_result(&begin, &end, code == EXIT_DONE);
  if (flow_failure() != NULL) fail("%s", flow_failure());
  return (int)code;
}
