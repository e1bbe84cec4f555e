// Which source a program was built from. A target of its own, on which only the program's last few
// lines depend: a commit then compiles and links those again, and nothing else.
#pragma once

// The git revision, and whether anything in the working tree differed from it; null and false if
// the Makefile did not say.
const char *_Nullable stamped_revision(void);
_Bool stamped_is_dirty(void);
