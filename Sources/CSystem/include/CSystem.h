// What Glibc's Swift module does not export, for the modules that make system calls.
//
// No header here defines _GNU_SOURCE or includes one that does: Glibc's Swift module is built without
// it, and a second definition of fd_set then breaks every file that imports both. Calls that need it
// (accept4, affinity, gettid) are plain functions, implemented in this target's .c files.
#pragma once

#include "spin.h"
#include "sockets.h"
#include "process.h"
