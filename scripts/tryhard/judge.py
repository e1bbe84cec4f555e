"""Runs a program on one case, and says what is wrong with how it ended."""
import os
import re
import shlex
import signal
import subprocess
import time

# The exit codes of docs/measuring.md without 6: no input makes a strategy wrong.
CODES = {0, 1, 2, 130}
CHECK_CODES = CODES | {3, 4, 5}
# How long a case may run before it is interrupted, and how long it then has to end.
PATIENCE = 4
GRACE = 10
# So many findings of one kind are told with their case; of the others only how many they are.
SHOWN = 3
# What a person must never read: traces, values of errors in the language's own form, dead children.
UNREADABLE = re.compile(
    r"Fatal error|Stack dump|Thread \d+ crashed|DecodingError|EncodingError|codingPath"
    r"|CodingKeys|debugDescription|NSCocoaErrorDomain|UserInfo=|Swift\.[A-Z]\w+Error"
    r"|ended by signal|killed by|Illegal instruction|Segmentation fault|Trace/breakpoint")


class Ended:
    """How a program ended: its code is negative for a signal, None for a hang."""

    def __init__(self, code, output, errors):
        self.code, self.output, self.errors = code, output, errors


def run(command, folder, patience=PATIENCE):
    """Runs a command to its end, which an interrupt must bring if it takes long."""
    environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True)
    for limit, number in [(patience, signal.SIGINT), (GRACE, signal.SIGKILL)]:
        try:
            output, errors = process.communicate(timeout=limit)
            return Ended(process.returncode, output, errors)
        except subprocess.TimeoutExpired:
            if number == signal.SIGKILL:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
    output, errors = process.communicate()
    return Ended(None, output, errors)


def fault(ended, codes):
    """Says what is wrong with how a program ended; None if nothing is."""
    if ended.code is None:
        return f"ran on for {GRACE} s after an interrupt"
    if ended.code < 0:
        return f"died by signal {signal.Signals(-ended.code).name}"
    if ended.code not in codes:
        return f"ended with {ended.code}, which is not in the list of exit codes"
    told = ended.errors if ended.code else ended.output + ended.errors
    if not told.strip():
        return f"ended with {ended.code} and said nothing"
    unreadable = UNREADABLE.search(ended.errors)
    if unreadable:
        return f"said '{unreadable.group()}', which is nothing for a reader"
    return None


class Judge:
    """Keeps what was tried and found, and the time that is left."""

    def __init__(self, program, folder, random, say=print):
        self.program, self.folder, self.random, self.say = program, folder, random, say
        self.findings, self.kinds = [], {}
        self.tried = self.left_out = self.left_out_of_all = 0

    def begin(self, part, seconds):
        self.part, self.deadline = part, time.monotonic() + seconds
        self.tried = self.left_out = 0

    def end(self):
        rest = f", {self.left_out} left out as the time was over" if self.left_out else ""
        self.say(f"{self.part}: {self.tried} cases tried{rest}")

    def is_over(self):
        return time.monotonic() > self.deadline

    def has_time(self):
        """Whether one more case may begin; counts it as tried or as left out."""
        if self.is_over():
            self.leave_out(1)
            return False
        self.tried += 1
        return True

    def leave_out(self, count):
        self.left_out += count
        self.left_out_of_all += count

    def find(self, what, case, ended=None, kind=""):
        """Keeps a finding; those of which it says the same of the same `kind` of case are one kind."""
        words = ""
        if ended is not None:
            lines = (ended.errors or ended.output).strip().splitlines()
            words = f": {lines[-1][:200]}" if lines else ""
        self.findings.append(f"{what}: {case}{words}")
        alike = self.kinds.setdefault((self.part, what, kind), [])
        alike.append(self.findings[-1])
        if len(alike) <= SHOWN:
            self.say(f"finding: {self.findings[-1]}")

    def try_command(self, arguments, case="", codes=None, wanted=None, patience=PATIENCE):
        """Runs the program; `wanted` is what is asked of the code besides, as (rule, test)."""
        if not self.has_time():
            return None
        codes = codes or (CHECK_CODES if arguments[0] == "check" else CODES)
        ended = run([self.program] + arguments, self.folder, patience)
        what = fault(ended, codes)
        if what is None and wanted is not None and not wanted[1](ended.code):
            what = f"ended with {ended.code}, but {wanted[0]}"
        if what is not None:
            line = "guardbench " + " ".join(shlex.quote(word) for word in arguments)
            kind = " ".join(arguments[:2 if arguments[0] == "history" else 1])
            self.find(what, f"{case}{' by ' if case else ''}{line}", ended, kind)
        return ended

    def summary(self):
        if self.left_out_of_all:
            self.say(f"{self.left_out_of_all} cases were left out: another seed leaves out others")
        if not self.findings:
            self.say("nothing was found")
            return 0
        self.say(f"{len(self.findings)} findings of {len(self.kinds)} kinds:")
        for (part, what, kind), alike in self.kinds.items():
            self.say(f"  {len(alike)} in {part}{' by ' if kind else ''}{kind}: {what}")
        return 1
