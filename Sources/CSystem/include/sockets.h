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
