#define _GNU_SOURCE
#include "twin_reactor.h"

#include <errno.h>
#include <unistd.h>

#include "failure.h"
#include "memory.h"
#include "socket.h"
#include "twin_accept.h"
#include "twin_traffic.h"
#include "wire.h"

// Name of the wake-up's registration: no slot is as high.
#define WAKEUP_TOKEN (UINT64_MAX - 1)

// While no descriptor is to be had, look again this often: another process may free one.
enum { PAUSED_WAIT_MS = 100 };

void reactor_watch(struct reactor *reactor, int fd, uint32_t events, uint64_t token) {
  struct epoll_event event = {.events = events, .data.u64 = token};
  if (epoll_ctl(reactor->poll, EPOLL_CTL_ADD, fd, &event) != 0) fail_errno("epoll_ctl");
}

void reactor_close_descriptor(struct reactor *reactor, int fd) {
  close(fd);
  counter_add(&reactor->counters.descriptors_closed, 1);
}

static struct id_list new_list(uint32_t capacity) {
  return (struct id_list){.ids = slab(capacity * sizeof(uint64_t))};
}

void reactor_open(struct reactor *reactor, const struct twin_plan *plan, uint32_t index,
                  uint16_t port) {
  uint32_t slots = plan->slots_per_reactor;
  size_t frame_bytes = WIRE_HEADER_BYTES + (size_t)plan->most_payload_bytes;
  uint8_t *partials = slab(slots * frame_bytes);
  uint8_t *corks = slab((size_t)slots * plan->cork_capacity);
  reactor->plan = plan;
  reactor->first_slot = index * slots;
  reactor->guards = slab(slots * sizeof *reactor->guards);
  reactor->sessions = slab(slots * sizeof *reactor->sessions);
  reactor->scratch = slab(frame_bytes + SCRATCH_BYTES);
  reactor->dirty = new_list(slots);
  reactor->unread = new_list(slots);
  reactor->unread_before = new_list(slots);
  reactor->due = slab(slots * sizeof *reactor->due);
  reactor->free_slots = slab(slots * sizeof *reactor->free_slots);
  for (uint32_t slot = 0; slot < slots; slot++) {
    guard_init(&reactor->guards[slot]);
    struct session *session = &reactor->sessions[slot];
    session->slot = slot;
    session->partial = partials + slot * frame_bytes;
    session->cork = corks + (size_t)slot * plan->cork_capacity;
    reactor->free_slots[reactor->free_count++] = slots - 1 - slot;
  }
  reactor->poll = epoll_create1(EPOLL_CLOEXEC);
  if (reactor->poll < 0) fail_errno("epoll_create1");
  reactor->listener = socket_listen(plan->host, port);
  reactor->wakeup = wakeup_open();
  accept_begin(reactor);
  reactor_watch(reactor, reactor->wakeup, EPOLLIN, WAKEUP_TOKEN);
}

static void serve_event(struct reactor *reactor, const struct epoll_event *event) {
  struct session *session = reactor_session(reactor, event->data.u64);
  if (session == NULL) {
    // Harvested before the session it names was reclaimed or closed.
    counter_add(&reactor->counters.stale_events, 1);
    return;
  }
  bool hung_up = (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  if ((event->events & EPOLLOUT) && session->cork_end != 0) traffic_mark_dirty(reactor, session);
  if ((event->events & EPOLLIN) || hung_up) traffic_read(reactor, session, hung_up);
}

static void serve_events(struct reactor *reactor, int count) {
  for (int i = 0; i < count; i++) {
    const struct epoll_event *event = &reactor->events[i];
    if (event->data.u64 == LISTENER_TOKEN) {
      accept_connections(reactor);
    } else if (event->data.u64 == WAKEUP_TOKEN) {
      wakeup_clear(reactor->wakeup);
    } else {
      serve_event(reactor, event);
    }
  }
}

// Reads on where the last batch stopped for fairness.
static void serve_unread(struct reactor *reactor) {
  struct id_list before = reactor->unread;
  reactor->unread = reactor->unread_before;
  for (uint32_t i = 0; i < before.count; i++) {
    struct session *session = reactor_session(reactor, before.ids[i]);
    if (session == NULL) continue;
    session->flags &= ~(uint32_t)SESSION_UNREAD;
    traffic_read(reactor, session, true);
  }
  before.count = 0;
  reactor->unread_before = before;
}

// One write for each session that this batch sent to.
static void flush_dirty(struct reactor *reactor) {
  for (uint32_t i = 0; i < reactor->dirty.count; i++) {
    uint64_t id = reactor->dirty.ids[i];
    // Not reclaimed before the end of the batch, so the record is still this session's.
    struct session *session = &reactor->sessions[id >> 32];
    session->flags &= ~(uint32_t)SESSION_DIRTY;
    bool broken = session_flush(session) == FLUSH_BROKEN;
    if (session->flags & SESSION_OVERFLOWED) {
      traffic_close(reactor, session, CLOSE_SLOW_READER);
    } else if (broken) {
      bool ours = (session->flags & SESSION_SHUT) != 0;
      traffic_close(reactor, session, ours ? CLOSE_DISCONNECT : CLOSE_ERROR);
    }
  }
  reactor->dirty.count = 0;
}

// The teardown of every session whose last unit came back in this batch; the slot goes last.
static void reclaim_due(struct reactor *reactor) {
  for (uint32_t i = 0; i < reactor->due_count; i++) {
    struct session *session = &reactor->sessions[reactor->due[i]];
    counter_add(&reactor->counters.sends_lost, session->corked_frames);
    reactor_close_descriptor(reactor, session->fd);
    session->fd = -1;
    counter_add(&reactor->counters.released, 1);
    reactor->free_slots[reactor->free_count++] = session->slot;
  }
  if (reactor->due_count != 0) accept_resume(reactor);
  reactor->due_count = 0;
}

static void end_batch(struct reactor *reactor) {
  flush_dirty(reactor);
  reclaim_due(reactor);
}

// Answers what has already arrived, then closes everything.
static void drain(struct reactor *reactor) {
  close(reactor->listener);
  reactor->accept_paused = false;   // there is nothing left to resume
  serve_unread(reactor);
  int count = epoll_wait(reactor->poll, reactor->events, EVENTS_PER_WAIT, 0);
  for (int i = 0; i < count; i++) serve_event(reactor, &reactor->events[i]);
  end_batch(reactor);
  for (uint32_t slot = 0; slot < reactor->plan->slots_per_reactor; slot++) {
    traffic_close(reactor, &reactor->sessions[slot], CLOSE_DRAIN);
  }
  reclaim_due(reactor);
  close(reactor->poll);
}

static int wait_milliseconds(const struct reactor *reactor) {
  if (reactor->unread.count != 0) return 0;
  return reactor->accept_paused ? PAUSED_WAIT_MS : -1;
}

static void *run(void *argument) {
  struct reactor *reactor = argument;
  // Acquire: pairs with the release in reactor_stop.
  while (!atomic_load_explicit(&reactor->stopping, memory_order_acquire)) {
    int wait_ms = wait_milliseconds(reactor);
    int count = epoll_wait(reactor->poll, reactor->events, EVENTS_PER_WAIT, wait_ms);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    if (count == 0 && wait_ms > 0 && reactor->free_count != 0) accept_resume(reactor);
    serve_unread(reactor);
    serve_events(reactor, count);
    end_batch(reactor);
  }
  drain(reactor);
  return NULL;
}

void reactor_start(struct reactor *reactor) {
  int error = pthread_create(&reactor->thread, NULL, run, reactor);
  if (error != 0) {
    errno = error;
    fail_errno("cannot start a thread");
  }
}

void reactor_stop(struct reactor *reactor) {
  // Release: pairs with the acquire in run.
  atomic_store_explicit(&reactor->stopping, true, memory_order_release);
  wakeup_post(reactor->wakeup);
  pthread_join(reactor->thread, NULL);
  close(reactor->wakeup);
}
