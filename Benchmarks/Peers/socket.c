#define _GNU_SOURCE
#include "socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "failure.h"

// What the kernel may queue for accept(2); it lowers this to net.core.somaxconn by itself.
enum { BACKLOG = 4096, CONNECT_SECONDS = 5 };

static struct sockaddr_in address_of(const char *host, uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
    fail_usage("'%s' is not an IPv4 address", host);
  }
  return address;
}

static void set_option(int fd, int level, int name) {
  int on = 1;
  if (setsockopt(fd, level, name, &on, sizeof on) != 0) fail_errno("setsockopt");
}

static int bound_socket(const char *host, uint16_t port, int sharing) {
  struct sockaddr_in address = address_of(host, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail_errno("socket");
  set_option(fd, SOL_SOCKET, sharing);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    fail_errno("cannot listen on %s:%u", host, port);
  }
  return fd;
}

void socket_require_free(const char *host, uint16_t port) {
  // SO_REUSEADDR passes over connections in TIME_WAIT, but not over a listener.
  if (port != 0) close(bound_socket(host, port, SO_REUSEADDR));
}

int socket_listen(const char *host, uint16_t port) {
  int fd = bound_socket(host, port, SO_REUSEPORT);
  if (listen(fd, BACKLOG) != 0) fail_errno("cannot listen on %s:%u", host, port);
  return fd;
}

uint16_t socket_port(int fd) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) fail_errno("getsockname");
  return ntohs(address.sin_port);
}

int socket_accept(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  int on = 1;
  // It fails only on a connection that was reset meanwhile, which the first read reports.
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int socket_connect(const char *host, uint16_t port) {
  struct sockaddr_in address = address_of(host, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail_errno("socket");
  // On Linux the send timeout bounds connect(2) too.
  struct timeval bound = {.tv_sec = CONNECT_SECONDS};
  if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound) != 0) fail_errno("setsockopt");
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    fail_errno("cannot connect to %s:%u", host, port);
  }
  set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0) fail_errno("fcntl");
  return fd;
}

int wakeup_open(void) {
  int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) fail_errno("eventfd");
  return fd;
}

void wakeup_post(int fd) {
  uint64_t one = 1;
  (void)!write(fd, &one, sizeof one);
}

void wakeup_clear(int fd) {
  uint64_t count;
  (void)!read(fd, &count, sizeof count);
}
