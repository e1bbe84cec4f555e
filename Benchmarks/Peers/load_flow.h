// One thread's share of the load: its clients, on an epoll of its own.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "counter.h"
#include "load_client.h"

enum load_phase {
  PHASE_CONNECT,   // welcomes are awaited, nothing is sent
  PHASE_RUN,       // every reply is answered by the next message
  PHASE_DRAIN,     // nothing new is sent, replies are still checked
  PHASE_QUIT,      // at once
};

enum { EVENTS_PER_WAIT = 256 };

struct flow {
  const struct load_plan *plan;
  struct client *clients;
  uint32_t client_count;
  int poll, wakeup;
  uint8_t *input, *output;   // scratch memory of one read and one write
  pthread_t thread;
  enum load_phase phase;     // the phase this flow has seen
  uint64_t sent, received;
  struct epoll_event events[EVENTS_PER_WAIT];
  _Alignas(128) counter replies;    // checked and found right
  counter welcomed;
  atomic_bool drained;
  _Alignas(128) _Atomic(enum load_phase) wanted_phase;
};

// Connects the flow's clients, numbered from `first`.
void flow_open(struct flow *flow, const struct load_plan *plan, uint32_t first, uint32_t count);

void flow_start(struct flow *flow);

void flow_enter(struct flow *flow, enum load_phase phase);

void flow_join(struct flow *flow);

// What the first flow that failed has to say; NULL when none has.
const char *flow_failure(void);
