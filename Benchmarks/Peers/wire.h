// The bench's messages, as docs/protocol.md lays them out: a frame is a 16-bit length L and L bytes
// of payload, of which the first says what the message is. Everything is little-endian.
#pragma once

#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fields are copied as they stand");

enum wire_kind { WIRE_WELCOME = 1, WIRE_ECHO = 2, WIRE_PUSH = 3, WIRE_COMMAND = 4 };

enum wire_operation { OPERATION_DISCONNECT = 2, OPERATION_MARK = 3 };

enum {
  WIRE_VERSION = 1,
  WIRE_HEADER_BYTES = 2,
  WIRE_MOST_PAYLOAD_BYTES = 65535,
  WIRE_WELCOME_BYTES = 24,
  WIRE_COMMAND_BYTES = 16,
};

// Payload of WIRE_WELCOME; the server's first frame on every connection.
struct wire_welcome {
  uint8_t kind, version;
  uint16_t zero;
  uint32_t slot, generation, most_payload_bytes;
  uint64_t token;
};
_Static_assert(sizeof(struct wire_welcome) == WIRE_WELCOME_BYTES, "no padding");

// Payload of WIRE_COMMAND.
struct wire_command {
  uint8_t kind, operation;
  uint16_t payload_bytes;
  uint32_t count;
  uint64_t argument;
};
_Static_assert(sizeof(struct wire_command) == WIRE_COMMAND_BYTES, "no padding");

static inline uint16_t load16(const uint8_t *bytes) {
  uint16_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

static inline void store16(uint8_t *bytes, uint16_t value) { memcpy(bytes, &value, sizeof value); }
