#define _GNU_SOURCE
#include "load_flow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "failure.h"
#include "lifetime.h"
#include "memory.h"
#include "socket.h"
#include "wire.h"

#define WAKEUP_TOKEN UINT64_MAX

static struct {
  atomic_flag taken;
  _Atomic(const char *) text;
  char memory[256];
} failure = {.taken = ATOMIC_FLAG_INIT};

const char *flow_failure(void) {
  // Acquire: pairs with the release in report_failure; sees the text.
  return atomic_load_explicit(&failure.text, memory_order_acquire);
}

// The first failure is kept, and ends the run. Always false, for `return report_failure(…)`.
static bool report_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool report_failure(const char *format, ...) {
  // Relaxed: the flag only picks the writer; the text is published below.
  if (!atomic_flag_test_and_set_explicit(&failure.taken, memory_order_relaxed)) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure.memory, sizeof failure.memory, format, arguments);
    va_end(arguments);
    // Release: pairs with the acquire in flow_failure.
    atomic_store_explicit(&failure.text, failure.memory, memory_order_release);
    lifetime_stop();
  }
  return false;
}

static void watch(struct flow *flow, int fd, uint32_t events, uint64_t token) {
  struct epoll_event event = {.events = events, .data.u64 = token};
  if (epoll_ctl(flow->poll, EPOLL_CTL_ADD, fd, &event) != 0) fail_errno("epoll_ctl");
}

void flow_open(struct flow *flow, const struct load_plan *plan, uint32_t first, uint32_t count) {
  size_t kept_bytes = WIRE_HEADER_BYTES + WIRE_WELCOME_BYTES;
  if (plan->unit_bytes > kept_bytes) kept_bytes = plan->unit_bytes;
  flow->plan = plan;
  flow->client_count = count;
  flow->clients = slab(count * sizeof *flow->clients);
  flow->input = slab(kept_bytes + INPUT_BYTES);
  flow->output = slab(OUTPUT_BYTES);
  flow->wakeup = wakeup_open();
  flow->poll = epoll_create1(EPOLL_CLOEXEC);
  if (flow->poll < 0) fail_errno("epoll_create1");
  watch(flow, flow->wakeup, EPOLLIN, WAKEUP_TOKEN);
  uint8_t *partials = slab(count * kept_bytes);
  uint8_t *unsent = slab((size_t)count * OUTPUT_BYTES);
  for (uint32_t i = 0; i < count; i++) {
    struct client *client = &flow->clients[i];
    client->connection = first + i;
    client->welcomed = plan->raw;
    client->partial = partials + i * kept_bytes;
    client->unsent = unsent + (size_t)i * OUTPUT_BYTES;
    client->fd = socket_connect(plan->host, plan->port);
    watch(flow, client->fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, i);
  }
}

// Writes what was left over. False: the connection is broken, or nothing more can be written.
static bool write_unsent(struct client *client) {
  while (client->unsent_start != client->unsent_end) {
    ssize_t written = write(client->fd, client->unsent + client->unsent_start,
                            client->unsent_end - client->unsent_start);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return false;
    if (written < 0) {
      return report_failure("connection %u: write: %s", client->connection, strerror(errno));
    }
    client->unsent_start += (uint32_t)written;
  }
  client->unsent_start = client->unsent_end = 0;
  return true;
}

// Composes as many messages as one write may hold, and returns their number.
static uint32_t compose_owed(struct flow *flow, struct client *client) {
  const struct load_plan *plan = flow->plan;
  uint32_t count = OUTPUT_BYTES / plan->unit_bytes;
  if (count > client->owed) count = client->owed;
  uint8_t *unit = flow->output;
  for (uint32_t i = 0; i < count; i++) {
    client_compose(plan, client, client->next_sequence++, unit);
    unit += plan->unit_bytes;
  }
  client->owed -= count;
  flow->sent += count;
  return count;
}

// Sends what the client may send; the writable edge goes on with what the socket does not take.
static bool send_owed(struct flow *flow, struct client *client) {
  if (!write_unsent(client)) return flow_failure() == NULL;
  while (client->owed != 0) {
    uint32_t bytes = compose_owed(flow, client) * flow->plan->unit_bytes;
    ssize_t written;
    do {
      written = write(client->fd, flow->output, bytes);
    } while (written < 0 && errno == EINTR);
    if (written < 0 && errno != EAGAIN) {
      return report_failure("connection %u: write: %s", client->connection, strerror(errno));
    }
    uint32_t done = written < 0 ? 0 : (uint32_t)written;
    if (done == bytes) continue;
    memcpy(client->unsent, flow->output + done, bytes - done);
    client->unsent_end = bytes - done;
    return true;
  }
  return true;
}

static bool take_welcome(struct flow *flow, struct client *client, const uint8_t *frame) {
  char text[200];
  if (!client_accepts_welcome(flow->plan, client, frame, text, sizeof text)) {
    return report_failure("%s", text);
  }
  client->welcomed = true;
  counter_add(&flow->welcomed, 1);
  return true;
}

// Checks the whole replies in the scratch memory, and keeps what is left over.
static bool take_replies(struct flow *flow, struct client *client, uint32_t size) {
  const struct load_plan *plan = flow->plan;
  const uint8_t *next = flow->input;
  const uint8_t *const end = next + size;
  if (!client->welcomed && size >= WIRE_HEADER_BYTES + WIRE_WELCOME_BYTES) {
    if (!take_welcome(flow, client, next)) return false;
    next += WIRE_HEADER_BYTES + WIRE_WELCOME_BYTES;
  }
  uint32_t count = 0;
  while (client->welcomed && end - next >= (ptrdiff_t)plan->unit_bytes) {
    if (client->next_reply == client->next_sequence) {
      return report_failure("connection %u: more replies than messages", client->connection);
    }
    if (!client_reply_matches(plan, client, next)) {
      char text[200];
      client_describe_mismatch(plan, client, next, text, sizeof text);
      return report_failure("%s", text);
    }
    client->next_reply++;
    count++;
    next += plan->unit_bytes;
  }
  client->partial_bytes = (uint32_t)(end - next);
  if (next != end) memcpy(client->partial, next, client->partial_bytes);
  flow->received += count;
  counter_add(&flow->replies, count);
  if (flow->phase == PHASE_RUN) client->owed += count;
  return true;
}

// Reads until a short read. False: the run is over.
static bool receive(struct flow *flow, struct client *client, bool hung_up) {
  ssize_t count;
  do {
    uint32_t kept = client->partial_bytes;
    if (kept != 0) memcpy(flow->input, client->partial, kept);
    count = read(client->fd, flow->input + kept, INPUT_BYTES);
    if (count < 0 && errno == EAGAIN) break;
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) {
      return report_failure("connection %u: the server closed it after %" PRIu64 " replies",
                            client->connection, client->next_reply);
    }
    if (count < 0) {
      return report_failure("connection %u: read: %s", client->connection, strerror(errno));
    }
    if (!take_replies(flow, client, kept + (uint32_t)count)) return false;
  } while (count < 0 || count == INPUT_BYTES || hung_up);
  return true;
}

static bool serve_client(struct flow *flow, const struct epoll_event *event) {
  struct client *client = &flow->clients[event->data.u64];
  bool hung_up = (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  if (((event->events & EPOLLIN) || hung_up) && !receive(flow, client, hung_up)) return false;
  if (client->owed == 0 && client->unsent_end == 0) return true;
  return send_owed(flow, client);
}

// What is owed but not composed is not sent any more; what is half written must be.
static bool change_phase(struct flow *flow) {
  wakeup_clear(flow->wakeup);
  // Acquire: pairs with the release in flow_enter.
  enum load_phase wanted = atomic_load_explicit(&flow->wanted_phase, memory_order_acquire);
  if (wanted == flow->phase) return true;
  flow->phase = wanted;
  for (uint32_t i = 0; i < flow->client_count; i++) {
    struct client *client = &flow->clients[i];
    client->owed = wanted == PHASE_RUN ? flow->plan->depth : 0;
    if (wanted == PHASE_RUN && !send_owed(flow, client)) return false;
  }
  return wanted != PHASE_QUIT;
}

static bool has_drained(const struct flow *flow) {
  return flow->phase == PHASE_DRAIN && flow->sent == flow->received;
}

static void *run(void *argument) {
  struct flow *flow = argument;
  bool goes_on = true;
  while (goes_on && !has_drained(flow)) {
    int count = epoll_wait(flow->poll, flow->events, EVENTS_PER_WAIT, -1);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int i = 0; i < count && goes_on; i++) {
      bool wakes = flow->events[i].data.u64 == WAKEUP_TOKEN;
      goes_on = wakes ? change_phase(flow) : serve_client(flow, &flow->events[i]);
    }
  }
  // Release: pairs with the acquire in load.c; the counts above are final.
  atomic_store_explicit(&flow->drained, has_drained(flow), memory_order_release);
  return NULL;
}

void flow_start(struct flow *flow) {
  errno = pthread_create(&flow->thread, NULL, run, flow);
  if (errno != 0) fail_errno("cannot start a thread");
}

void flow_enter(struct flow *flow, enum load_phase phase) {
  // Release: pairs with the acquire in change_phase.
  atomic_store_explicit(&flow->wanted_phase, phase, memory_order_release);
  wakeup_post(flow->wakeup);
}

void flow_join(struct flow *flow) {
  pthread_join(flow->thread, NULL);
  for (uint32_t i = 0; i < flow->client_count; i++) close(flow->clients[i].fd);
  close(flow->poll);
  close(flow->wakeup);
}
