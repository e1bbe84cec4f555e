// epoll, eventfd and accept4, which Glibc's Swift module leaves out.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

// accept4 without an address: the new descriptor, or -1 with errno.
int accept_nonblocking(int listener);

// Writes to a socket; a peer that is gone is an errno, not a signal. Here, because inlined Swift
// cannot name the flag.
static inline ssize_t send_quietly(int socket, const void *_Nullable bytes, size_t count) {
  return send(socket, bytes, count, MSG_NOSIGNAL);
}
