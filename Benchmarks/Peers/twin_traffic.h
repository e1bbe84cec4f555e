// What a reactor does with the bytes of its sessions: frames in, sends out, disconnects, closes.
#pragma once

#include "twin_reactor.h"

// Reads until a short read, or until it is another session's turn. `hung_up`: the peer has shut
// its side, so a short read is followed by one more, which finds the end of the stream.
void traffic_read(struct reactor *reactor, struct session *session, bool hung_up);

// Sends under a lease; false when the id is not open any more, or its reader too slow.
bool traffic_send(struct reactor *reactor, uint64_t id, const uint8_t *payload,
                  uint32_t payload_bytes);

// Begins the end of a session, for `reason`.
void traffic_close(struct reactor *reactor, struct session *session, enum close_reason reason);

// Puts the session on the list of those that this batch flushes.
void traffic_mark_dirty(struct reactor *reactor, struct session *session);

static inline void list_append(struct id_list *list, uint64_t id) {
  list->ids[list->count++] = id;
}

// The session that `id` names, or NULL when the slot has moved on.
static inline struct session *reactor_session(struct reactor *reactor, uint64_t id) {
  uint32_t slot = (uint32_t)(id >> 32);
  if (slot >= reactor->plan->slots_per_reactor) return NULL;
  struct session *session = &reactor->sessions[slot];
  bool lives = session->generation == (uint32_t)id && (session->flags & SESSION_OPEN) != 0;
  return lives ? session : NULL;
}
