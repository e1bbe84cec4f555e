#include "twin_traffic.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "twin_marks.h"
#include "wire.h"

void traffic_mark_dirty(struct reactor *reactor, struct session *session) {
  if (session->flags & SESSION_DIRTY) return;
  session->flags |= SESSION_DIRTY;
  list_append(&reactor->dirty, session_id(session));
}

// The last unit is back: the slot is reclaimed after this batch.
static void report_due(struct reactor *reactor, uint32_t slot) {
  reactor->due[reactor->due_count++] = slot;
}

// Appends to the cork; when it is full, writes what the socket takes and tries once more.
static bool cork_or_write(struct session *session, const uint8_t *payload, uint32_t payload_bytes,
                          uint32_t capacity) {
  if (session_cork(session, payload, payload_bytes, capacity)) return true;
  return session_flush(session) != FLUSH_BROKEN &&
         session_cork(session, payload, payload_bytes, capacity);
}

// A lease covers exactly this: append to the cork of a session that is open.
bool traffic_send(struct reactor *reactor, uint64_t id, const uint8_t *payload,
                  uint32_t payload_bytes) {
  uint32_t slot = (uint32_t)(id >> 32);
  struct packed_guard *guard = &reactor->guards[slot];
  enum guard_answer answer = guard_acquire(guard, (uint32_t)id);
  if (answer != GUARD_GRANTED) {
    if (answer == GUARD_REFUSED_RECLAIM) report_due(reactor, slot);
    counter_add(&reactor->counters.sends_refused, 1);
    return false;
  }
  struct session *session = &reactor->sessions[slot];
  bool fits = cork_or_write(session, payload, payload_bytes, reactor->plan->cork_capacity);
  traffic_mark_dirty(reactor, session);
  if (fits) {
    counter_add(&reactor->counters.sends_accepted, 1);
  } else {
    session->flags |= SESSION_OVERFLOWED;
    counter_add(&reactor->counters.sends_refused, 1);
  }
  if (guard_release(guard)) report_due(reactor, slot);
  return fits;
}

// Shuts the socket down, once, under a lease; the end of the stream that follows closes it.
static void disconnect(struct reactor *reactor, uint64_t id) {
  uint32_t slot = (uint32_t)(id >> 32);
  struct packed_guard *guard = &reactor->guards[slot];
  enum guard_answer answer = guard_acquire(guard, (uint32_t)id);
  if (answer == GUARD_REFUSED_RECLAIM) report_due(reactor, slot);
  if (answer != GUARD_GRANTED) return;
  struct session *session = &reactor->sessions[slot];
  if ((session->flags & SESSION_SHUT) == 0) {
    session->flags |= SESSION_SHUT;
    shutdown(session->fd, SHUT_RDWR);
  }
  if (guard_release(guard)) report_due(reactor, slot);
}

void traffic_close(struct reactor *reactor, struct session *session, enum close_reason reason) {
  if ((session->flags & SESSION_OPEN) == 0) return;
  session->flags &= ~(uint32_t)SESSION_OPEN;
  counter_add(&reactor->counters.closed_by_reason[reason], 1);
  if (guard_close(&reactor->guards[session->slot], session->generation)) {
    report_due(reactor, session->slot);
  }
}

// False: not a command of ours, or of the wrong size for one.
static bool obey(struct reactor *reactor, uint64_t id, const uint8_t *payload, uint32_t size) {
  struct wire_command command;
  if (size != sizeof command) return false;
  memcpy(&command, payload, sizeof command);
  switch (command.operation) {
  case OPERATION_DISCONNECT:
    disconnect(reactor, id);
    return true;
  case OPERATION_MARK:
    marks_record(command.argument);
    counter_add(&reactor->counters.marks, 1);
    traffic_send(reactor, id, payload, size);
    return true;
  default:
    return false;
  }
}

// One whole frame has arrived; false when it breaks the protocol.
static bool receive(struct reactor *reactor, uint64_t id, const uint8_t *payload, uint32_t size) {
  counter_add(&reactor->counters.messages, 1);
  if (payload[0] == WIRE_ECHO) {
    traffic_send(reactor, id, payload, size);
    return true;
  }
  return payload[0] == WIRE_COMMAND && obey(reactor, id, payload, size);
}

// Takes the whole frames out of the scratch memory, where they lie, and keeps what is left over.
static bool take_frames(struct reactor *reactor, struct session *session, uint32_t size) {
  const uint8_t *next = reactor->scratch;
  const uint8_t *const end = next + size;
  const uint64_t id = session_id(session);
  const uint32_t most = reactor->plan->most_payload_bytes;
  while (end - next >= WIRE_HEADER_BYTES) {
    uint32_t payload_bytes = load16(next);
    if (payload_bytes == 0 || payload_bytes > most) return false;
    if (end - next < (ptrdiff_t)(WIRE_HEADER_BYTES + payload_bytes)) break;
    if (!receive(reactor, id, next + WIRE_HEADER_BYTES, payload_bytes)) return false;
    next += WIRE_HEADER_BYTES + payload_bytes;
  }
  session->partial_bytes = (uint32_t)(end - next);
  if (next != end) memcpy(session->partial, next, session->partial_bytes);
  return true;
}

void traffic_read(struct reactor *reactor, struct session *session, bool hung_up) {
  for (int reads = 0; reads < READS_PER_EVENT; reads++) {
    uint32_t kept = session->partial_bytes;
    if (kept != 0) memcpy(reactor->scratch, session->partial, kept);
    ssize_t count = read(session->fd, reactor->scratch + kept, SCRATCH_BYTES);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) traffic_close(reactor, session, CLOSE_ERROR);
      return;
    }
    if (count == 0) {
      bool ours = (session->flags & SESSION_SHUT) != 0;
      traffic_close(reactor, session, ours ? CLOSE_DISCONNECT : CLOSE_END_OF_STREAM);
      return;
    }
    if (!take_frames(reactor, session, kept + (uint32_t)count)) {
      traffic_close(reactor, session, CLOSE_PROTOCOL_VIOLATION);
      return;
    }
    // Nothing is read for a reader that does not read: the batch's flush decides its fate.
    if (session->flags & SESSION_OVERFLOWED) return;
    if (count < SCRATCH_BYTES && !hung_up) return;
  }
  // An edge is reported once: what is left unread must be remembered.
  if ((session->flags & SESSION_UNREAD) == 0) {
    session->flags |= SESSION_UNREAD;
    list_append(&reactor->unread, session_id(session));
  }
}
