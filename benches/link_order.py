#!/usr/bin/env python3
"""Writes `assets/link_order.ld` anew: which functions stand first in the program, for docs/decisions/0016.

  link_order.py [--out assets/link_order.ld] [PROGRAM ...]

Of `target/release/tidings` and `target/dist/tidings`, or of those that are given. A program must have its symbols, and the
numbers of crates of the one that is to be made, of ten signs or eleven: `cargo rustc --release --bin tidings -- -C strip=none`,
and the same with `--profile dist`. What is run of it is recorded with
valgrind's callgrind over the built-in edition and some outlets more: a start with all articles on the screen, as a reader left
it the last time, the same without pictures, and then the usual keys and a refresh. Functions are named by the beginnings of their mangled names that few others share, without the numbers that
differ from compiler to compiler, so that the list helps where it is not quite true any more. Needs valgrind and nm.
"""

import argparse
import collections
import fcntl
import glob
import http.server
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import zlib
from email.utils import formatdate

# Of what a beginning names, so much was run, in bytes; of a name that several functions share, so much, or it comes last.
SHARED, ALONE = 0.75, 0.25
# A shorter beginning would name what nobody meant.
SHORTEST = 8
KEYS = ["j", "j", "k", "G", "g", "g", "\r", "j", " ", "n", "q", "d", "u", "s", "u", "J", "K", "g", "s", "g", "u", "g", "a",
        "/", "f", "e", "r", "\r", "n", "\x1b", "\x1b", "i", "\x1b", "?", "\x1b", ":", "\x1b", "v", "\x1b"]
FIRST_OUTPUT, QUIET = 60, 1.0
# Lists of feeds are sorted otherwise where they are long, and lists of articles asked for otherwise.
FEEDS, OLDER = 30, 200
CRATE = re.compile(r"Cs[0-9A-Za-z]+_")


def functions(program):
    """Mangled name -> (address, bytes)."""
    found = {}
    listed = subprocess.run(["nm", "-S", "--defined-only", program], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[2] in "tTwW":
            found[parts[3]] = int(parts[0], 16), int(parts[1], 16)
    return found


def valgrind(out, argv):
    return ["valgrind", "--quiet", "--tool=callgrind", "--demangle=no", "--compress-strings=no", f"--callgrind-out-file={out}", *argv]


def in_terminal(argv, keys, before_end=lambda process: None):
    """Runs it in a terminal of 120x40: keys, one by one when nothing more comes, then Q."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(argv[0], argv)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    os.kill(child, signal.SIGWINCH)

    def settle(patience):
        while select.select([terminal], [], [], patience)[0]:
            try:
                if not os.read(terminal, 1 << 16):
                    return
            except OSError:
                return
            patience = QUIET
    settle(FIRST_OUTPUT)
    for key in keys:
        os.write(terminal, key.encode())
        settle(QUIET * 3)
    before_end(child)
    os.write(terminal, b"Q")
    settle(QUIET * 3)
    os.waitpid(child, 0)


def dump(process):
    """What was run until now goes into a file of its own, with .1 behind its name."""
    subprocess.run(["callgrind_control", "--dump", str(process)], check=True, stdout=subprocess.DEVNULL)


def recorded(path, known):
    """Names of the functions that a profile has, with all the names that alike ones share since they were made one."""
    with open(path, errors="replace") as profile:
        names = {re.sub(r"'\d+$", "", line[3:].strip()) for line in profile if line.startswith("fn=")}
    places = {known[name][0] for name in names if name in known}
    return {name for name, (place, _) in known.items() if place in places}


class Outlet(http.server.BaseHTTPRequestHandler):
    """The newest article of all, with what the edition's first ones lack."""

    def do_GET(self):
        picture = self.path == "/ferry.png"
        now = time.time()
        older = b"".join(ITEM % {b"title": TITLES[it % len(TITLES)], b"number": it, b"date": formatdate(now - 600 * it).encode()}
                         for it in range(2, OLDER))
        body = PICTURE if picture else FEED % {b"now": formatdate(now).encode(), b"host": self.headers["Host"].encode(), b"older": older}
        self.send_response(200)
        self.send_header("Content-Type", "image/png" if picture else "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PICTURE = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 0))
           + chunk(b"IDAT", zlib.compress((b"\0" + b"\x20\x60\xa0" * 640) * 480)) + chunk(b"IEND", b""))
FEED = (b"<rss version='2.0'><channel><title>Ferries</title><item><title>Ferries back</title><guid>1</guid>"
        b"<pubDate>%(now)b</pubDate><description><![CDATA[<h2>Nine weeks</h2><p>The <b>first</b> ferry <a href='/a'>left</a> at nine."
        b"<figure><img src='http://%(host)b/ferry.png' width=640 height=480><figcaption>At the pier</figcaption></figure>"
        b"<ul><li>Fares<li>Times</ul><ol><li>One</ol><blockquote>So long.</blockquote><pre><code>let x = 1;</code></pre>"
        b"<table><tr><th>Pier<th>Fare<tr><td>East<td>200</table>]]></description></item>%(older)b</channel></rss>")
TITLES = ["Wind in the harbour", "عودة العبّارات 12 إلى الميناء", "Fares rise again"]
TITLES = [title.encode() for title in TITLES]
ITEM = (b"<item><title>%(title)b, %(number)d</title><guid>%(number)d</guid><pubDate>%(date)b</pubDate>"
        b"<description>&lt;p&gt;The harbour waits for the tide of day %(number)d.</description></item>")


def run(program):
    """The bytes of each function; what is run at a start, by the usual keys, by a refresh."""
    known = functions(program)
    outlet = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=outlet.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        own = [program, "--config", f"{home}/config.toml", "--data-dir", f"{home}/data"]
        with open(f"{home}/config.toml", "w") as config:
            config.write('[polling]\nfloor = "0s"\n')
        edition = subprocess.Popen([program, "demo", "--serve", "--data-dir", f"{home}/served"], stdout=subprocess.PIPE)
        try:
            addresses = [f"http://127.0.0.1:{outlet.server_port}/feed{number}" for number in range(FEEDS)]
            said = b""
            while select.select([edition.stdout], [], [], QUIET if said else FIRST_OUTPUT)[0]:
                said += os.read(edition.stdout.fileno(), 1 << 16)
            addresses += re.findall(r"http://\S+", said.decode())
            subprocess.run([*own, "import", "-"], input="\n".join(addresses), text=True, check=True)
            for number in range(2):
                subprocess.run(valgrind(f"{home}/refresh{number}", [*own, "refresh", "--all", "--quiet"]), check=True)
        finally:
            edition.terminate()
        in_terminal(valgrind(f"{home}/keys", [*own, "--view", "all"]), KEYS)
        in_terminal(valgrind(f"{home}/start", [*own, "--offline", "--view", "all"]), [], dump)
        for stored in glob.glob(f"{home}/data/**/pictures/*", recursive=True):
            os.remove(stored)
        in_terminal(valgrind(f"{home}/without", [*own, "--offline", "--view", "all"]), [], dump)
        kinds = ["start.1", "without.1"], ["keys", "start", "without"], ["refresh0", "refresh1"]
        sizes = {name: size for name, (_, size) in known.items()}
        return sizes, [set().union(*(recorded(f"{home}/{name}", known) for name in names)) for names in kinds]


def plain(name):
    """Without what differs from compiler to compiler: the numbers of crates and of instances."""
    name = CRATE.sub(lambda found: "Cs" + "?" * (len(found[0]) - 3) + "_", name)
    name = re.sub(r"17h[0-9a-f]{16}E.*$", "17h", name)
    return re.sub(r"\.(llvm|constprop|part|isra|cold)\..*$", ".", name)


def beginnings(sizes, wanted):
    """(share, beginning) of the shortest beginnings of names of which most bytes are wanted."""
    total, hot = collections.Counter(), collections.Counter()
    for (program, name), size in sizes.items():
        total[plain(name)] += size
        hot[plain(name)] += size if (program, name) in wanted else 0
    names = sorted(total)
    found = []

    def descend(low, high, depth):
        """Among names[low:high], which share their first `depth` signs and which no other has."""
        have = sum(hot[name] for name in names[low:high])
        if have == 0:
            return
        share = have / sum(total[name] for name in names[low:high])
        if depth >= SHORTEST and (share >= SHARED or high - low == 1):
            found.append((share, names[low][:depth]))
            return
        while names[low][depth:depth + 1] == names[high - 1][depth:depth + 1] != "":
            depth += 1
        at = low
        while at < high:
            sign = names[at][depth:depth + 1]
            end = at + 1
            while end < high and names[end][depth:depth + 1] == sign:
                end += 1
            if sign == "" and hot[names[at]]:
                found.append((hot[names[at]] / total[names[at]], names[at]))
            elif sign != "":
                descend(at, end, depth + 1)
            at = end

    descend(0, len(names), 0)
    return found


def lines(sizes, groups):
    """The beginnings in their order: what each group runs and none before it; last what is mostly not run."""
    dense, thin, known, wanted = [], [], set(), set()
    for group in groups:
        wanted |= group
        new = [it for it in beginnings(sizes, wanted) if it[1] not in known]
        known |= {beginning for _, beginning in new}
        dense += sorted((it for it in new if it[0] >= ALONE), reverse=True)
        thin += [it for it in new if it[0] < ALONE]
    return [beginning for _, beginning in dense + sorted(thin, reverse=True)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", default="assets/link_order.ld")
    arguments.add_argument("programs", nargs="*", metavar="PROGRAM", default=["target/release/tidings", "target/dist/tidings"])
    given = arguments.parse_args()
    sizes, groups = {}, [set(), set(), set()]
    for program in given.programs:
        of_program, run_of_it = run(os.path.abspath(program))
        if not run_of_it[0]:
            sys.exit(f"nothing was recorded: has {program} its symbols?")
        sizes |= {(program, name): size for name, size in of_program.items()}
        for group, names in zip(groups, run_of_it):
            group |= {(program, name) for name in names}
    named = lines(sizes, groups)
    with open(given.out, "w") as out:
        out.write("/* Functions that a session runs, together at the front. Made by benches/link_order.py. */\n")
        out.write("SECTIONS\n{\n  .text_first :\n  {\n")
        for beginning in named:
            out.write(f"    *(.text.{beginning}* .text.unlikely.{beginning}*)\n")
        out.write("  }\n}\nINSERT BEFORE .text;\n")
    for name, group in zip(("start", "keys", "refresh"), groups):
        print(f"{name}: {len(group)} functions of {sum(sizes[it] for it in group)} bytes")
    print(f"{len(named)} beginnings of names")


if __name__ == "__main__":
    main()
