// The socket calls that servers and generator share.
#pragma once

#include <stdint.h>

// Opens a non-blocking listener. Several of one process share a port (SO_REUSEPORT), one for each
// reactor; `port` 0 asks for any free one.
int socket_listen(const char *host, uint16_t port);

// Refuses, with one clear line, a port on which another listens already: SO_REUSEPORT would let
// us share it, and half of the connections would go to a stranger.
void socket_require_free(const char *host, uint16_t port);

uint16_t socket_port(int fd);

// Accepts one connection, non-blocking and with TCP_NODELAY; -1 and errno otherwise.
int socket_accept(int listener);

// Connects within five seconds; the socket it returns is non-blocking, with TCP_NODELAY.
int socket_connect(const char *host, uint16_t port);

// An eventfd that wakes an epoll; what it counts does not matter.
int wakeup_open(void);
void wakeup_post(int fd);
void wakeup_clear(int fd);
