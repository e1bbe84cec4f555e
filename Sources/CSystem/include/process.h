// Threads and processes: affinity, ids, exit statuses.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
