#!/usr/bin/env python3
"""Runs every page of a corpus through `tidings clean` as a reader would, and looks at what comes out.

  corpus.py FOLDER [--program target/release/tidings] [--slowest N]

FOLDER is searched for `*.html` and `*.html.gz` (a page whose folder has `ground-truth` beside it gets
its address from there; the expected answers of other programs are passed over). For each page and for
the formats text and html: no time-out, exit 0, nothing that says "panicked", no control byte, no
bidi override, and no word that the page itself does not have. The time is the processor's, with the
start of the program in it. Exits 1 if anything is wrong or the 99th percentile is above 100 ms.
Standard library only; one page at a time, so that the figures are those of one core.
"""

import argparse
import gzip
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import unicodedata
from pathlib import Path

LIMIT = 0.100
WORD = re.compile(r"\w+")
# C0 but line feed and tab, DEL, C1, marks of direction: DESIGN §7, promise 1.
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# Combining marks, soft hyphens, zero widths.
MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u3099\u309a"
                   "\u00ad\u200b-\u200d\u2060\ufeff]")
# What the program says itself: kinds of embedded things, marks of pictures, where a film is watched.
RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209c]+")
OWN = {"picture", "video", "audio", "post", "link", "embed", "frame", "https", "http", "www", "com", "watch"}


def pages(folder):
    for path in sorted(p for p in folder.rglob("*") if p.name.endswith((".html", ".html.gz"))):
        if path.name.startswith("expected"):
            continue
        raw = path.read_bytes()
        yield path, gzip.decompress(raw) if path.name.endswith(".gz") else raw


def addresses(folder):
    """Addresses by page, from both forms of answers."""
    out = {}
    for one in folder.rglob("ground-truth.json"):
        for name, row in json.loads(one.read_text(encoding="utf-8")).items():
            out[str(one.parent / "html" / name)] = row.get("url")
    for one in folder.rglob("ground-truth/*.json"):
        row = json.loads(one.read_text(encoding="utf-8"))
        out[str(one.parent.parent / "html" / one.stem)] = row.get("url")
    return out


def run(command, data, seconds=20):
    """What it wrote, what it complained, its exit, and its processor time in seconds."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        source.write(data)
        source.seek(0)
        process = subprocess.Popen(command, stdin=source, stdout=out, stderr=err)
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        told = err.read().decode("utf-8", "replace")
        return out.read(), told, process.returncode, usage.ru_utime + usage.ru_stime


def plain(text):
    """As words are compared: compatibility forms, without marks, soft hyphens and zero widths."""
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFKD", text))
    return text.lower()


def everything(data, address):
    """All letters that a page holds, however they are written in it."""
    texts = [data.decode("utf-8", "replace"), data.decode("windows-1252", "replace")]
    texts += [data.decode(code, "ignore") for code in re.findall(
        "charset=[\"']?([\\w-]+)", texts[0][:4000]) if known(code)]
    texts.append(address or "")
    whole = "\n".join(texts)
    for _ in range(2):
        whole += "\n" + html.unescape(whole)
    whole += "\n" + re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), whole)
    whole += "\n" + re.sub(r"<[^>]*>", "", whole)
    return plain(whole)


def known(code):
    try:
        "".encode(code)
    except LookupError:
        return False
    return True


def words_of(form, out):
    text = out
    if form == "html":
        text = html.unescape(re.sub(r"<[^>]*>", " ", out))
    # The number of a note, or of a power, stands raised behind its word: not a part of it.
    text = RAISED.sub(" ", text)
    # Addresses are written with signs in hexadecimal digits that the page has as they are.
    text = re.sub("%[0-9a-fA-F]{2}", " ", text)
    return set(WORD.findall(plain(text)))


def check(program, path, data, address, form):
    extra = ["--url", address] if address else []
    wide = ["--width", "60000"] if form == "text" else []
    command = [program, "--quiet", "clean", "--format", form] + wide + extra
    out, told, code, cost = run(command, data)
    wrong = []
    if code != 0:
        wrong.append("exit %s: %s" % (code, told.strip()[-200:]))
    if "panicked" in told:
        wrong.append("panicked: " + told.strip()[:200])
    try:
        text = out.decode("utf-8")
    except UnicodeDecodeError:
        return wrong + ["not UTF-8"], cost
    acts = ACTS.search(text)
    if acts:
        wrong.append("control character %04x" % ord(acts[0]))
    new = words_of(form, text) - OWN
    if new:
        new -= set(WORD.findall(plain(html.unescape(data.decode("utf-8", "replace")))))
    if new:
        whole = everything(data, address)
        new = {word for word in new if word not in whole and not word.isdigit()}
        if b"<math" in data:
            # Signs of a formula that stand apart in the page: "4ac".
            new = {word for word in new if len(word) > 4}
        if form == "text":
            new -= set(WORD.findall(plain(dateline(text))))
    if new:
        wrong.append("%d words that the page does not have: %s" % (len(new), " ".join(sorted(new)[:8])))
    return wrong, cost


def dateline(text):
    """The one line that the program writes itself: who, when, how long."""
    return "\n".join(line for line in text.splitlines()[:12] if re.search(r"\d+ min$", line))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("--program", default="target/release/tidings")
    ap.add_argument("--slowest", type=int, default=5)
    args = ap.parse_args()
    told = addresses(args.folder)
    failed, costs, count = 0, {"text": [], "html": []}, 0
    for path, data in pages(args.folder):
        count += 1
        address = told.get(str(path).removesuffix(".gz").removesuffix(".html"))
        for form in costs:
            wrong, cost = check(args.program, path, data, address, form)
            costs[form].append((cost, path))
            for line in wrong:
                failed += 1
                print("%s (%s): %s" % (path.relative_to(args.folder), form, line))
    if not count:
        sys.exit("no pages under " + str(args.folder))
    slow = False
    for form, rows in costs.items():
        rows.sort(key=lambda row: row[0])
        at = lambda share: rows[min(len(rows) - 1, int(len(rows) * share))][0]
        slow |= at(0.99) > LIMIT
        print("%s: %d pages, median %.0f ms, p90 %.0f ms, p99 %.0f ms, most %.0f ms" % (
            form, len(rows), at(0.5) * 1e3, at(0.9) * 1e3, at(0.99) * 1e3, rows[-1][0] * 1e3))
        for cost, path in reversed(rows[len(rows) - args.slowest:] if args.slowest else []):
            print("  %.0f ms %s" % (cost * 1e3, path.relative_to(args.folder)))
    print("%d faults" % failed)
    sys.exit(1 if failed or slow else 0)


if __name__ == "__main__":
    main()
