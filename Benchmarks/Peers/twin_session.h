// One session of the twin: its socket, the partial frame it waits for, the output it has corked.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum close_reason {
  CLOSE_END_OF_STREAM,
  CLOSE_ERROR,
  CLOSE_PROTOCOL_VIOLATION,
  CLOSE_SLOW_READER,
  CLOSE_DISCONNECT,
  CLOSE_DRAIN,
  CLOSE_REASON_COUNT,
};

enum session_flag {
  SESSION_OPEN = 1,          // from accept to the reactor's close
  SESSION_DIRTY = 2,         // on the reactor's list of sessions to flush
  SESSION_UNREAD = 4,        // on the reactor's list of sessions to read on with
  SESSION_SHUT = 8,          // disconnect asked for: shutdown(2) was called, once
  SESSION_OVERFLOWED = 16,   // the cork is full: a slow reader
};

// What the reactor touches per message, on one pair of cache lines.
struct session {
  _Alignas(128) int fd;
  uint32_t slot;
  uint32_t generation;
  uint32_t flags;
  uint32_t partial_bytes;    // of a frame that has not arrived whole
  uint32_t cork_start;       // first byte of the cork not yet written
  uint32_t cork_end;         // one past its last byte
  uint32_t corked_frames;    // appended since the cork was last empty
  uint8_t *partial;
  uint8_t *cork;
};
_Static_assert(sizeof(struct session) == 128, "one pair of lines");

// The name that the slot's present session goes by in epoll registrations and lists.
static inline uint64_t session_id(const struct session *session) {
  return (uint64_t)session->slot << 32 | session->generation;
}

// Makes the record ready for the slot's next session.
void session_begin(struct session *session, int fd, uint32_t generation);

// Appends a frame with this payload to the cork; false when it would not fit.
bool session_cork(struct session *session, const uint8_t *payload, uint32_t payload_bytes,
                  uint32_t cork_capacity);

enum flush_outcome { FLUSH_ALL, FLUSH_LATER, FLUSH_BROKEN };

// Writes the cork in one write(2); FLUSH_LATER leaves the rest for the socket's next writable edge.
enum flush_outcome session_flush(struct session *session);
