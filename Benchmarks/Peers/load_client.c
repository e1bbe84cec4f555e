// A message is: kind ECHO, zero, a 16-bit check, the connection's number, the sequence, and then
// byte i = low byte of (sequence * 31 + i). That pattern is a window into one ramp 0, 1, 2 …, so
// it is composed by one memcpy and checked by one memcmp. Messages shorter than the fields carry
// the kind and the pattern alone; a raw message is the same bytes without the length before them.
#include "load_client.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wire.h"

struct fields {
  uint8_t kind, zero;
  uint16_t check;
  uint32_t connection;
  uint64_t sequence;
};
_Static_assert(sizeof(struct fields) == 16, "no padding");

static uint8_t ramp[WIRE_MOST_PAYLOAD_BYTES + 256];

void client_prepare(void) {
  for (size_t i = 0; i < sizeof ramp; i++) ramp[i] = (uint8_t)i;
}

static struct fields fields_of(const struct client *client, uint64_t sequence) {
  return (struct fields){
    .kind = WIRE_ECHO,
    .check = (uint16_t)(sequence * 40503u ^ client->connection),
    .connection = client->connection,
    .sequence = sequence,
  };
}

static const uint8_t *pattern_of(uint64_t sequence) { return ramp + (uint8_t)(sequence * 31); }

void client_compose(const struct load_plan *plan, const struct client *client, uint64_t sequence,
                    uint8_t *unit) {
  if (!plan->raw) {
    store16(unit, (uint16_t)plan->payload_bytes);
    unit += WIRE_HEADER_BYTES;
  }
  uint32_t rest = plan->payload_bytes;
  if (rest >= sizeof(struct fields)) {
    struct fields fields = fields_of(client, sequence);
    memcpy(unit, &fields, sizeof fields);
    memcpy(unit + sizeof fields, pattern_of(sequence), rest - sizeof fields);
  } else {
    unit[0] = WIRE_ECHO;
    memcpy(unit + 1, pattern_of(sequence), rest - 1);
  }
}

bool client_reply_matches(const struct load_plan *plan, const struct client *client,
                          const uint8_t *unit) {
  uint64_t sequence = client->next_reply;
  if (!plan->raw) {
    if (load16(unit) != plan->payload_bytes) return false;
    unit += WIRE_HEADER_BYTES;
  }
  uint32_t rest = plan->payload_bytes;
  if (rest < sizeof(struct fields)) {
    return unit[0] == WIRE_ECHO && memcmp(unit + 1, pattern_of(sequence), rest - 1) == 0;
  }
  struct fields fields = fields_of(client, sequence);
  return memcmp(unit, &fields, sizeof fields) == 0 &&
         memcmp(unit + sizeof fields, pattern_of(sequence), rest - sizeof fields) == 0;
}

void client_describe_mismatch(const struct load_plan *plan, const struct client *client,
                              const uint8_t *unit, char *text, size_t capacity) {
  uint8_t expected[WIRE_HEADER_BYTES + WIRE_MOST_PAYLOAD_BYTES];
  client_compose(plan, client, client->next_reply, expected);
  uint32_t at = 0;
  while (at + 1 < plan->unit_bytes && unit[at] == expected[at]) at++;
  snprintf(text, capacity,
           "connection %u: reply %" PRIu64 " differs at byte %u of %u: 0x%02x, expected 0x%02x",
           client->connection, client->next_reply, at, plan->unit_bytes, unit[at], expected[at]);
}

bool client_accepts_welcome(const struct load_plan *plan, const struct client *client,
                            const uint8_t *frame, char *text, size_t capacity) {
  struct wire_welcome welcome;
  memcpy(&welcome, frame + WIRE_HEADER_BYTES, sizeof welcome);
  if (load16(frame) != sizeof welcome || welcome.kind != WIRE_WELCOME ||
      welcome.version != WIRE_VERSION) {
    snprintf(text, capacity, "connection %u: %s:%u does not speak this protocol",
             client->connection, plan->host, plan->port);
    return false;
  }
  if (plan->check_token && welcome.token != plan->token) {
    snprintf(text, capacity, "connection %u: the server's run token is %016" PRIx64
             ", not %016" PRIx64 ": another server on this port?",
             client->connection, welcome.token, plan->token);
    return false;
  }
  if (welcome.most_payload_bytes < plan->payload_bytes) {
    snprintf(text, capacity, "the server takes payloads of at most %u bytes, not %u",
             welcome.most_payload_bytes, plan->payload_bytes);
    return false;
  }
  return true;
}
