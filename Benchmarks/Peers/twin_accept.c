#define _GNU_SOURCE
#include "twin_accept.h"

#include <errno.h>

#include "socket.h"
#include "twin_traffic.h"
#include "wire.h"

void accept_begin(struct reactor *reactor) {
  reactor_watch(reactor, reactor->listener, EPOLLIN, LISTENER_TOKEN);
}

// Out of descriptors or slots. A level-triggered listener would spin, so it leaves the epoll.
static void pause_accept(struct reactor *reactor) {
  if (reactor->accept_paused) return;
  reactor->accept_paused = true;
  counter_add(&reactor->counters.accept_pauses, 1);
  epoll_ctl(reactor->poll, EPOLL_CTL_DEL, reactor->listener, NULL);
}

void accept_resume(struct reactor *reactor) {
  if (!reactor->accept_paused) return;
  reactor->accept_paused = false;
  accept_begin(reactor);
}

static void welcome(struct reactor *reactor, const struct session *session) {
  struct wire_welcome welcome = {
    .kind = WIRE_WELCOME,
    .version = WIRE_VERSION,
    .slot = reactor->first_slot + session->slot,
    .generation = session->generation,
    .most_payload_bytes = reactor->plan->most_payload_bytes,
    .token = reactor->plan->token,
  };
  traffic_send(reactor, session_id(session), (const uint8_t *)&welcome, sizeof welcome);
}

// Gives the connection the slot that was freed last; false when its generations are used up, and
// the slot with them.
static bool open_session(struct reactor *reactor, int fd) {
  uint32_t slot = reactor->free_slots[--reactor->free_count];
  struct session *session = &reactor->sessions[slot];
  // The generation is chosen by the guard; the fields are set up before the id is known.
  uint32_t generation = guard_next_generation(&reactor->guards[slot]);
  if (generation == 0) return false;
  session_begin(session, fd, generation);
  guard_open(&reactor->guards[slot], generation);
  reactor_watch(reactor, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, session_id(session));
  counter_add(&reactor->counters.accepted, 1);
  welcome(reactor, session);
  return true;
}

void accept_connections(struct reactor *reactor) {
  for (int accepts = 0; accepts < ACCEPTS_PER_EVENT; accepts++) {
    if (reactor->free_count == 0) {
      pause_accept(reactor);
      return;
    }
    int fd = socket_accept(reactor->listener);
    if (fd < 0) {
      if (errno == EMFILE || errno == ENFILE) pause_accept(reactor);
      if (errno == ECONNABORTED || errno == EINTR) continue;
      return;
    }
    counter_add(&reactor->counters.descriptors_opened, 1);
    if (!open_session(reactor, fd)) reactor_close_descriptor(reactor, fd);
  }
}
