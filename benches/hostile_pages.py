#!/usr/bin/env python3
"""Runs pages that were made to hurt an extractor through `tidings clean`, and looks at time, memory and text.

  hostile_pages.py [--program target/release/tidings] [KIND …]

For each kind, as it is and with its tags closed: exit 0, at most 1 s of the processor, at most
128 MB at its highest, and every numbered word that the first 2 MiB of the page's text hold. Exits 1 if one of
them fails. Standard library only.
"""

import argparse
import re
import subprocess
import sys
import tempfile

SECONDS, MEGABYTES = 1.0, 128
MIB = 1 << 20
# A page is read so far.
READ = 4 * MIB
WORD = re.compile(rb"t\d+t")


def words(count, before=b"", behind=b""):
    """So many numbered words, each between the same two pieces."""
    return b"".join(b"%st%dt%s" % (before, number, behind) for number in range(count))


def nested(opening, closing, depth, behind=b"<p>The tide t1t came back t2t.</p>"):
    return opening * depth + behind, opening * depth + behind + closing * depth


def repeated(opening, closing, count):
    return words(count, opening), words(count, opening, closing)


def twice(page):
    return page, page


def kinds():
    yield "div x 10,000", nested(b"<div>", b"</div>", 10_000)
    yield "div x 100,000", nested(b"<div>", b"</div>", 100_000)
    yield "div x 512, then text", nested(b"<div>", b"</div>", 512)
    yield "10 MB of div", nested(b"<div>", b"</div>", 2_000_000)
    attributes = b" ".join(b"a%d=x" % number for number in range(100_000))
    yield "100,000 attributes", (b"<p %s>The tide t1t came back t2t." % attributes,
                                 b"<p %s>The tide t1t came back t2t.</p>" % attributes)
    yield "lists x 5,000", nested(b"<ul><li>", b"</li></ul>", 5_000)
    yield "lists with words x 5,000", (words(5_000, b"<ul><li>"), words(5_000, b"<ul><li>") + b"</li></ul>" * 5_000)
    yield "tables x 3,000", nested(b"<table><tr><td>", b"</td></tr></table>", 3_000)
    yield "tables with words x 3,000", (words(3_000, b"<table><tr><td>"),
                                        words(3_000, b"<table><tr><td>") + b"</td></tr></table>" * 3_000)
    yield "quotes x 5,000", nested(b"<blockquote>", b"</blockquote>", 5_000)
    yield "b x 50,000", nested(b"<b>", b"</b>", 50_000)
    yield "a x 50,000", nested(b"<a href=x>", b"</a>", 50_000)
    yield "160,000 p", repeated(b"<p>Paragraph ", b"</p>", 160_000)
    yield "200,000 p", repeated(b"<p>Text of ", b"</p>", 200_000)
    yield "200,000 div", repeated(b"<div>Text of ", b"</div>", 200_000)
    yield "100,000 li", repeated(b"<li>An item ", b"</li>", 100_000)
    yield "100,000 td in a row", (b"<table><tr>" + words(100_000, b"<td>Cell "),
                                  b"<table><tr>" + words(100_000, b"<td>Cell ", b"</td>") + b"</tr></table>")
    yield "50,000 span in one p", (b"<p>" + words(50_000, b"<span>of ", b" "), b"<p>" + words(50_000, b"<span>of ", b"</span> "))
    yield "500,000 br", twice(words(2, b"The tide ", b"<br>" * 250_000))
    yield "300,000 br with words", twice(words(300_000, b" ", b"<br>"))
    yield "300,000 entities", (b"<p>" + words(2, b"&eacute; ", b" " + b"&amp;&lt;&quot;" * 100_000),
                               b"<p>" + words(2, b"&eacute; ", b" " + b"&amp;&lt;&quot;" * 100_000) + b"</p>")
    plain = words(1_100_000, b"", b" ")
    yield "10 MB of text in one p", (b"<p>" + plain, b"<p>" + plain + b"</p>")
    yield "10 MB of text without blanks", twice(b"<p>t1t " + b"x" * (10 * MIB))
    yield "100,000 pictures", twice(words(100_000, b"<img src=/a.jpg>", b" "))
    yield "100,000 links", repeated(b"<a href=/x>Text of ", b"</a> ", 100_000)
    yield "100,000 headings", repeated(b"<h2>Part ", b"</h2>", 100_000)
    paragraphs = words(5, b"<p>", b" tide" * 1_000)
    yield "40,000 noscript, one end", twice(b"<noscript>" * 40_000 + paragraphs + b"</noscript>")
    for name in (b"iframe", b"title"):
        yield "50,000 %s, one end" % name.decode(), twice(b"<p>t1t</p>" + b"<%s>" % name * 50_000 + b"</%s><p>t2t</p>" % name)
    for name in (b"mover", b"msup", b"mfrac"):
        formula = (b"<" + name + b"><mi>x</mi>") * 60 + (b"</" + name + b">") * 60
        yield "60 nested " + name.decode(), twice(b"<p>t1t <math>" + formula + b"</math></p>")
    place, piece = b'<template id="B:%d"></template>', b'<div hidden id="S:%d">'
    calls = b"".join(b'<script>$RC("B:%d","S:%d")</script>' % (n, n) for n in range(100_000))
    few = b"".join(b'<script>$RC("B:%d","S:%d")</script>' % (n, n) for n in range(2_000))
    yield "2,000 pieces", twice(b"".join(place % n for n in range(2_000)) + few
                                + b"".join(piece % n + b"<p>Text of t%dt</div>" % n for n in range(2_000)))
    yield "2,000 pieces in one another", twice(place % 0 + few + b"".join(
        piece % n + b"<p>Text of t%dt</p>" % n + place % (n + 1) + b"</div>" for n in range(2_000)))
    yield "2,000 pieces across one another", twice(
        b"".join(b"<!--$?-->" + place % n + piece % n + b"<!--/$-->" for n in range(2_000))
        + b"tide " * 200_000 + b"</div>" * 2_000 + few + b"<p>The tide t1t came back t2t.</p>")
    yield "40,000 pieces in themselves", twice(b"<p>The tide t1t came back t2t.</p>" + calls[:2 * MIB] + b"".join(
        piece % n + place % n for n in range(40_000)))
    yield "boxes of furniture by name", twice(b"<nav>" * 200 + words(50_000, b'<div class="cta-cta-cta"><p>Text of ', b"</p></div>"))
    yield "comments", twice(words(100_000, b"<!-- x -->", b" "))
    yield "open brackets", twice(words(200_000, b"< ", b" "))


def wanted(page):
    """The numbered words in the first 2 MiB of text, as far as the page is read."""
    text = re.sub(rb"<[a-z/!][^>]*>", b" ", page[:READ])
    return WORD.findall(text[:2 * MIB])


# A process counts as its own what the one that started it held then: so a small one starts the program.
STARTER = """
import os, subprocess, sys, threading, time
begun = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stderr=subprocess.DEVNULL)
timer = threading.Timer(30, process.kill)
timer.start()
_, status, usage = os.wait4(process.pid, 0)
timer.cancel()
print(os.waitstatus_to_exitcode(status), time.monotonic() - begun, usage.ru_utime + usage.ru_stime,
      usage.ru_maxrss, file=sys.stderr)
"""


def run(program, page):
    with tempfile.TemporaryFile() as source:
        source.write(page)
        source.seek(0)
        done = subprocess.run([sys.executable, "-c", STARTER, program, "--quiet", "clean", "--format", "body"],
                              stdin=source, capture_output=True, check=True)
    code, wall, cost, peak = done.stderr.split()
    return done.stdout, int(code), float(wall), float(cost), int(peak) / 1000


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("kinds", nargs="*", metavar="KIND", help="a part of its name")
    ap.add_argument("--program", default="target/release/tidings")
    args = ap.parse_args()
    failed = 0
    for name, pages in kinds():
        if args.kinds and not any(part in name for part in args.kinds):
            continue
        for form, page in zip(("", ", closed"), pages):
            out, code, wall, cost, peak = run(args.program, page)
            text = set(WORD.findall(out))
            missing = [word for word in wanted(page) if word not in text]
            wrong = []
            if code:
                wrong.append("exit %d" % code)
            # Beside other work the wall says more of that than of the program.
            if cost > SECONDS:
                wrong.append("too slow")
            if peak > MEGABYTES:
                wrong.append("too large")
            if missing:
                wrong.append("%d words are missing, %s the first" % (len(missing), missing[0].decode()))
            failed += bool(wrong)
            print("%-36s %6.1f MB page  %5.2f s wall  %5.2f s cpu  %4.0f MB  %s" % (
                name + form, len(page) / MIB, wall, cost, peak, "; ".join(wrong) or "ok"), flush=True)
    print("%d failed" % failed)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
