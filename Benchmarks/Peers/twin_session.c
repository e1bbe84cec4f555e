#include "twin_session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "wire.h"

void session_begin(struct session *session, int fd, uint32_t generation) {
  session->fd = fd;
  session->generation = generation;
  session->flags = SESSION_OPEN;
  session->partial_bytes = 0;
  session->cork_start = 0;
  session->cork_end = 0;
  session->corked_frames = 0;
}

bool session_cork(struct session *session, const uint8_t *payload, uint32_t payload_bytes,
                  uint32_t cork_capacity) {
  uint32_t frame_bytes = WIRE_HEADER_BYTES + payload_bytes;
  if (frame_bytes > cork_capacity - session->cork_end) {
    // Only a reader that is behind gets here: make room by moving what is left to the front.
    uint32_t left = session->cork_end - session->cork_start;
    memmove(session->cork, session->cork + session->cork_start, left);
    session->cork_start = 0;
    session->cork_end = left;
    if (frame_bytes > cork_capacity - left) return false;
  }
  uint8_t *frame = session->cork + session->cork_end;
  store16(frame, (uint16_t)payload_bytes);
  memcpy(frame + WIRE_HEADER_BYTES, payload, payload_bytes);
  session->cork_end += frame_bytes;
  session->corked_frames += 1;
  return true;
}

enum flush_outcome session_flush(struct session *session) {
  uint32_t left = session->cork_end - session->cork_start;
  if (left == 0) return FLUSH_ALL;
  ssize_t written;
  do {
    written = write(session->fd, session->cork + session->cork_start, left);
  } while (written < 0 && errno == EINTR);
  if (written < 0) return errno == EAGAIN ? FLUSH_LATER : FLUSH_BROKEN;
  if ((uint32_t)written < left) {
    session->cork_start += (uint32_t)written;
    return FLUSH_LATER;
  }
  session->cork_start = 0;
  session->cork_end = 0;
  session->corked_frames = 0;
  return FLUSH_ALL;
}
