// The snapshots that a client asks for with the MARK command: where a measurement begins and ends.
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "twin_reactor.h"

// Whose counters a snapshot adds up. Call before the reactors start.
void marks_watch(struct reactor **reactors, uint32_t count);

// Takes snapshot `number`; those beyond the sixteenth are not kept. Any reactor may call it.
void marks_record(uint64_t number);

// Prints the snapshots as a JSON array.
void marks_print(FILE *file);
