// One reactor of the twin: a thread with its own epoll, listener, range of slots and free list.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "counter.h"
#include "packed_guard.h"
#include "twin_session.h"

// What all reactors share, fixed before the first of them starts.
struct twin_plan {
  const char *host;
  uint16_t port;
  uint64_t token;
  uint32_t reactors;
  uint32_t slots_per_reactor;
  uint32_t most_payload_bytes;
  uint32_t cork_capacity;    // bytes
};

// Written by the reactor only, read by all threads.
struct twin_counters {
  counter accepted, released, messages, marks;
  counter sends_accepted, sends_refused, sends_lost;
  counter stale_events, descriptors_opened, descriptors_closed, accept_pauses;
  counter closed_by_reason[CLOSE_REASON_COUNT];
};

struct id_list {
  uint64_t *ids;
  uint32_t count;
};

enum {
  EVENTS_PER_WAIT = 256,
  SCRATCH_BYTES = 65536,     // asked for in one read(2)
  READS_PER_EVENT = 4,       // then it is another session's turn
  ACCEPTS_PER_EVENT = 64,
};

struct reactor {
  const struct twin_plan *plan;
  struct packed_guard *guards;   // by slot of this reactor
  struct session *sessions;      // likewise
  uint8_t *scratch;              // room for a partial frame and one full read behind it
  struct id_list dirty, unread, unread_before;
  uint32_t *due, due_count;      // slots whose reclaim is due
  uint32_t *free_slots, free_count;
  uint32_t first_slot;           // what its slot 0 is called on the wire; no two reactors' ids meet
  int poll, listener, wakeup;
  bool accept_paused;
  struct epoll_event events[EVENTS_PER_WAIT];
  pthread_t thread;
  _Alignas(128) struct twin_counters counters;
  _Alignas(128) atomic_bool stopping;
};

// Reserves everything the reactor will ever use, and listens. The first listener's port is the
// one that the others join; the index says which of the plan's reactors it is.
void reactor_open(struct reactor *reactor, const struct twin_plan *plan, uint32_t index,
                  uint16_t port);

// Registers a descriptor with the reactor's epoll; the token comes back with its events.
void reactor_watch(struct reactor *reactor, int fd, uint32_t events, uint64_t token);

// Closes a connection's descriptor, and counts it.
void reactor_close_descriptor(struct reactor *reactor, int fd);

void reactor_start(struct reactor *reactor);

// Asks the reactor to drain, and waits until it has: every session closed, every descriptor too.
void reactor_stop(struct reactor *reactor);
