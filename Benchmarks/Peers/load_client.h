// One connection of the generator: what it has sent, what it expects back.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What all connections do alike, fixed before the first of them opens.
struct load_plan {
  const char *host;
  uint16_t port;
  bool raw;                  // unframed, no welcome
  bool check_token;
  uint64_t token;
  uint32_t connections, threads, depth, payload_bytes;
  uint32_t unit_bytes;       // of one message on the wire
};

struct client {
  _Alignas(128) int fd;
  uint32_t connection;       // its number in this run
  bool welcomed;
  uint32_t owed;             // messages it may send now
  uint64_t next_sequence;    // of the next message to send
  uint64_t next_reply;       // sequence of the next reply
  uint32_t partial_bytes;    // of a reply that has not arrived whole
  uint32_t unsent_start, unsent_end;
  uint8_t *partial;          // one unit, or a welcome
  uint8_t *unsent;           // what the socket did not take; OUTPUT_BYTES
};

enum {
  INPUT_BYTES = 65536,       // asked for in one read(2)
  OUTPUT_BYTES = 262144,     // built for one write(2)
};

// Prepares the bytes that every message is cut from. Call once, before the others.
void client_prepare(void);

// Writes the message with this sequence to `unit`, which holds plan->unit_bytes.
void client_compose(const struct load_plan *plan, const struct client *client, uint64_t sequence,
                    uint8_t *unit);

// Compares one reply with the message that it must be, byte for byte.
bool client_reply_matches(const struct load_plan *plan, const struct client *client,
                          const uint8_t *unit);

// Says in words where a reply that does not match differs.
void client_describe_mismatch(const struct load_plan *plan, const struct client *client,
                              const uint8_t *unit, char *text, size_t capacity);

// Whether these bytes are the welcome of our server; says in words what is wrong otherwise.
bool client_accepts_welcome(const struct load_plan *plan, const struct client *client,
                            const uint8_t *frame, char *text, size_t capacity);
