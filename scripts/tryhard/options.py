"""Gives every option that a command's help names values that make no sense."""
import json
import re
import subprocess

from . import serving

# Zero, tiny, negative, huge, not a number, empty.
VALUES = ["0", "1e-300", "1e-11", "-1", "-0.5", "9223372036854775807", "18446744073709551616", "1e300", "nan", "inf", ""]
OPTION = re.compile(r"^  --([a-z-]+) <", re.MULTILINE)
SUBCOMMAND = re.compile(r"^  ([a-z-]+)  ", re.MULTILINE)


class Unknown(Exception):
    """A command that this table does not say how to run briefly."""


def help_text(judge, *words):
    return subprocess.run(
        [judge.program, *words, "--help"], capture_output=True, text=True, check=True).stdout


def commands(judge):
    """Every command by its words, as its help names it: ["history", "add"]."""
    found = []
    unvisited = [[]]
    while unvisited:
        words = unvisited.pop()
        text = help_text(judge, *words).partition("SUBCOMMANDS:")[2]
        names = SUBCOMMAND.findall(text)
        if names:
            unvisited += [words + [name] for name in names]
        else:
            found.append(words)
    return sorted(found)


def axes(judge):
    """By axis, the scenario that has it; guards before servers, which take longer."""
    listing = json.loads(subprocess.run(
        [judge.program, "list", "--format", "json"], capture_output=True, text=True,
        check=True).stdout)
    found = {}
    for scenario in sorted(listing["scenarios"], key=lambda one: one["tier"]):
        for axis in scenario["axes"]:
            found.setdefault(axis["name"], scenario["name"])
    return found


class Brief:
    """How each command is run so that it ends soon if it takes the value."""

    def __init__(self, judge, port):
        self.judge, self.port, self.axes, self.number = judge, port, axes(judge), 0

    def options(self, words, option):
        self.number += 1
        scenario = self.axes.get(option, "sessions")
        brief = {
            "list": {},
            "bench": {"strategies": "mutex,packed", "scenarios": scenario, "blocks": "2",
                      "duration": "0.02", "output": f"run-{self.number}"},
            "verify": {"strategy": "packed", "scenario": "one-sender", "limit": "100",
                       "certificates": "proved.json"},
            "report": {"run": "nowhere"},
            "check": {"base-program": self.judge.program, "head-program": self.judge.program,
                      "strategies": "packed", "scenarios": scenario, "budget": "1s"},
            "study": {"checks": "1", "budget": "15s", "for": "1s", "ledger": "ledger.csv"},
            "history add": {"run": "nowhere", "to": "history.csv"},
            "history show": {"to": "history.csv"},
            # Options of pushes have no effect without senders.
            "serve": {"duration": "0.05", "grace": "0.1", "senders": "1", "push-rate": "1000"},
            "load": {"connect": f"127.0.0.1:{self.port}", "connections": "4", "duration": "0.1",
                     "warm-up": "0.05"},
        }.get(" ".join(words))
        if brief is None:
            raise Unknown(f"no brief way to run '{' '.join(words)}' is known")
        return brief

    def arguments(self, words, option, value):
        chosen = dict(self.options(words, option))
        chosen[option] = value
        # Of these, one leaves no room for the other.
        for one, other in [("rate", "depth"), ("baseline", "base-program"),
                           ("baseline", "head-program"), ("base", "base-program"),
                           ("base", "head-program")]:
            if one == option and other != option:
                chosen.pop(other, None)
        if option == "resume":
            chosen = {option: value}
        flags = ["--no-instructions"] if words == ["check"] else []
        return words + [f"--{name}={text}" for name, text in chosen.items()] + flags


def try_all(judge):
    with serving.Server(judge, ["--slots", "64"]) as server:
        brief = Brief(judge, server.port)
        cases = []
        for words in commands(judge):
            for option in OPTION.findall(help_text(judge, *words)):
                try:
                    cases += [(words, option, value, brief.arguments(words, option, value))
                              for value in VALUES]
                except Unknown as unknown:
                    judge.find(str(unknown), "scripts/tryhard/options.py")
                    break
        judge.random.shuffle(cases)
        for words, option, value, arguments in cases:
            judge.try_command(arguments, f"--{option} '{value}'")
            if not server.is_alive():
                judge.find("the server died of a load", f"--{option} '{value}'")
                return
        server.end(judge)
