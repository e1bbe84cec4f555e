#include "CSystem.h"

uint64_t fnv_1a(const void *bytes, size_t count) {
  const unsigned char *byte = bytes;
  uint64_t hash = fnv_1a_offset_basis;
  for (size_t index = 0; index < count; index++) hash = (hash ^ byte[index]) * 0x100000001b3;
  return hash;
}
