// How the twin accepts: a session for each connection, and a pause while slots or descriptors are
// out.
#pragma once

#include "twin_reactor.h"

// Name of the listener's registration: no slot is as high.
#define LISTENER_TOKEN UINT64_MAX

// Puts the listener into the epoll.
void accept_begin(struct reactor *reactor);

// Accepts what waits, at most ACCEPTS_PER_EVENT connections.
void accept_connections(struct reactor *reactor);

// Ends a pause, if there is one: something may be free again.
void accept_resume(struct reactor *reactor);
