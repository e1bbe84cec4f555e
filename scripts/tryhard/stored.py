"""Damages the files that the program stores, and gives them back to it."""
import csv
import io
import json
import os
import re
import shutil

# By file, what reads it: {folder} is a run's folder with the damaged file in it, {new} a new file.
# What resumes a run gets one that was stopped.
CHECK = ["check", "--baseline", "{folder}", "--mixed", "--scenarios", "sessions", "--sessions", "50",
         "--budget", "1s"]
READERS = {
    "samples.csv": [["bench", "--resume", "{folder}"], ["report", "--run", "{folder}"], CHECK],
    "summary.csv": [["report", "--run", "{folder}"],
                    ["history", "add", "--run", "{folder}", "--to", "{new}"]],
    "run.json": [["report", "--run", "{folder}"], ["bench", "--resume", "{folder}"],
                 ["history", "add", "--run", "{folder}", "--to", "{new}"]],
    "plan.json": [["report", "--run", "{folder}"], ["bench", "--resume", "{folder}"], CHECK],
    "history.csv": [["history", "show", "--to", "{folder}/history.csv"],
                    ["history", "add", "--run", "other", "--to", "{folder}/history.csv"]],
    "certificates.json": [["list", "--certificates", "{folder}/certificates.json"]],
    "ledger.csv": [["study", "--show", "--ledger", "{folder}/ledger.csv"]],
}

# Values that no column of numbers has.
IMPOSSIBLE = ["-5", "1e300", "99999999999999999999", "nan", "x"]
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
# A quantity, by the unit that its name ends with.
QUANTITY = re.compile(r"_(ns|bytes|count|per_s)$")

# How long a brief bench may take to store a run, its reserve included.
STORING = 60

REFUSED = ("it must not pass for whole", lambda code: code != 0)
TAKEN = ("it says the same as before", lambda code: code == 0)
# The same of a check, whose verdicts have codes of their own.
OF_CHECK = {REFUSED: (REFUSED[0], lambda code: code in (1, 2)),
            TAKEN: ("it is as good as before", lambda code: code in (0, 3, 4, 5))}


def table(text):
    return list(csv.reader(io.StringIO(text)))


def written(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def may_break_off(name, reader):
    """Whether a reader goes on where a file's rows break off."""
    return name in ("history.csv", "ledger.csv") or "--resume" in reader


def damages(name, text, reader):
    """What was done to a file and the result, with what is wanted of its reader."""
    found = (damaged_tables(text, may_break_off(name, reader)) if name.endswith(".csv")
             else damaged_objects(text))
    for what, damage, wanted in found:
        yield what, damage, OF_CHECK.get(wanted) if reader is CHECK else wanted


def damaged_tables(text, may_break_off):
    rows = table(text)
    header, body = rows[0], rows[1:]
    short = None if may_break_off else REFUSED
    yield "empty", "", short
    yield "only its header", written([header]), short
    yield "cut within a line", text[:len(text) * 2 // 3], short
    yield "cut at a line's end", written(rows[:-1]), short
    yield "its last row twice", written(rows + rows[-1:]), REFUSED
    yield "its header twice", written([header] + rows), REFUSED
    yield "a row that is too short", written(rows[:-1] + [rows[-1][:-3]]), short
    yield "rows in another order", written([header] + body[::-1]), None
    yield "columns in another order", written([row[::-1] for row in rows]), TAKEN
    yield "other line ends", text.replace("\r\n", "\n"), TAKEN
    yield "a column without a name", written([[""] + header[1:]] + body), REFUSED
    yield "no text at all", "\udcff\udcfe\0\1" * 40, REFUSED
    for column, title in enumerate(header):
        place = next((row for row in body if NUMBER.fullmatch(row[column] or "")), None)
        if place is None:
            continue
        for value in IMPOSSIBLE:
            changed = [list(row) for row in rows]
            changed[rows.index(place)][column] = value
            wanted = REFUSED if QUANTITY.search(title) or value == "x" else None
            yield f"{title} = {value}", written(changed), wanted


def places(value, path=()):
    """Every place in a JSON value, outermost first."""
    yield path, value
    inner = (value.items() if isinstance(value, dict)
             else enumerate(value) if isinstance(value, list) else [])
    for key, child in inner:
        yield from places(child, path + (key,))


def changed(value, path, change):
    """A copy in which the holder of the place at the path has been changed."""
    copy = json.loads(json.dumps(value))
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return json.dumps(copy)


def damaged_objects(text):
    value = json.loads(text)
    yield "empty", "", REFUSED
    yield "cut", text[:len(text) * 2 // 3], REFUSED
    yield "doubled", text + text, REFUSED
    yield "a list", "[]", REFUSED
    yield "null", "null", REFUSED
    yield "no text at all", "\udcff\udcfe\0\1" * 40, REFUSED
    yield "keys in another order", json.dumps(dict(reversed(value.items()))), TAKEN
    for path, child in places(value):
        if not path:
            continue
        name = ".".join(map(str, path))
        yield f"without {name}", changed(value, path, lambda holder, key: holder.pop(key)), None
        others = [-5, 1e300, 2**64, 0] if isinstance(child, (int, float)) else [-5, "", None, [], {}]
        for other in others:
            def put(holder, key, other=other):
                holder[key] = other
            yield f"{name} = {other!r}", changed(value, path, put), None


def prepare(judge):
    """Stores one of each file; returns the folder that they are in, or None."""
    folder = os.path.join(judge.folder, "stored")
    for name in ("whole", "other"):
        # Without a count of blocks the run has a reserve.
        arguments = ["bench", "--strategies", "mutex,packed", "--scenarios", "sessions", "--sessions",
                     "50", "--duration", "0.02", "--output", name]
        ended = judge.try_command(arguments, codes={0}, patience=STORING)
        if ended is None or ended.code != 0:
            return None
    shutil.copytree(os.path.join(judge.folder, "whole"), folder)
    if not json.loads(read(os.path.join(folder, "plan.json"))).get("reserve"):
        judge.find("stored no reserve", "a brief bench")
    judge.try_command(["history", "add", "--run", "whole", "--to", "stored/history.csv"], codes={0})
    root = os.path.join(os.path.dirname(__file__), "..", "..", "results")
    for name, source in [("certificates.json", "verification/certificates.json"),
                         ("ledger.csv", "check/ledger.csv")]:
        shutil.copy(os.path.join(root, source), os.path.join(folder, name))
    stop(shutil.copytree(folder, folder + "-run"))
    return folder


def stop(folder):
    """Makes of a whole run one that was stopped within its last block."""
    path = os.path.join(folder, "run.json")
    manifest = json.loads(read(path))
    manifest["outcome"] = "interrupted"
    write(path, json.dumps(manifest))
    os.remove(os.path.join(folder, "summary.csv"))
    path = os.path.join(folder, "samples.csv")
    write(path, written(table(read(path))[:-1]))


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write(path, text):
    # A surrogate stands for a byte that is no text.
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(text)


def try_all(judge):
    folder = prepare(judge)
    if folder is None:
        judge.find("nothing could be stored", "a brief bench")
        return
    cases = []
    for name, readers in READERS.items():
        for reader in readers:
            source = folder + ("-run" if "--resume" in reader else "")
            text = read(os.path.join(source, name))
            cases += [(source, name, *damage, reader) for damage in damages(name, text, reader)]
    judge.random.shuffle(cases)
    for number, (source, name, what, damage, wanted, reader) in enumerate(cases):
        if judge.is_over():
            judge.leave_out(len(cases) - number)
            return
        copy = os.path.join(judge.folder, f"damaged-{number}")
        shutil.copytree(source, copy)
        write(os.path.join(copy, name), damage)
        arguments = [word.format(folder=os.path.basename(copy), new=f"new-{number}.csv")
                     for word in reader]
        judge.try_command(arguments, f"{name}, {what},", wanted=wanted)
        shutil.rmtree(copy, ignore_errors=True)
