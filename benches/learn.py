#!/usr/bin/env python3
"""Learns the weights of the cleaner (assets/cleaner/trees.txt) from pages with answers.

  learn.py pages FOLDER             pages with answers of FOLDER as lines (the sets that it holds: see `sets`)
  learn.py lines PAGES              pages as lines for `blocks`
  learn.py learn PAGES DUMP OUT     weights from all pages
  learn.py cross PAGES DUMP OUT     OUT0 and OUT1, each learnt without the half of that number
  learn.py score PAGES ANSWERS      F1 of 4-word shingles of answers {"id","text"}, by set

PAGES is JSON lines {"id","url","html","truth"}; truth is the article's text. How to use it:

  learn.py pages FOLDER > pages.jsonl
  learn.py lines pages.jsonl > lines.jsonl
  cargo bench --bench blocks < lines.jsonl > dump.jsonl
  learn.py learn pages.jsonl dump.jsonl assets/cleaner/trees.txt

and to score crossed: `learn.py cross pages.jsonl dump.jsonl half`, then
`cargo bench --bench blocks -- half0 half1 < lines.jsonl > answers.jsonl` and
`learn.py score pages.jsonl answers.jsonl`. Needs numpy and lightgbm; 403 pages take two minutes.
Why it is done so: docs/decisions/0004-extraction.md.
"""

import gzip
import hashlib
import html.parser
import json
import re
import sys
from collections import Counter
from pathlib import Path

WORD = re.compile(r"\w+")
BASE = dict(objective="cross_entropy", learning_rate=0.06, min_data_in_leaf=150, feature_fraction=0.35,
            bagging_fraction=0.8, bagging_freq=1, min_sum_hessian_in_leaf=5, max_bin=63, num_threads=1,
            verbose=-1)
# Two models, the mean of which is shipped: leaves, rounds and ridges of their two forests.
SIZES = [((12, 150, 20), (12, 80, 20)), ((8, 120, 20), (8, 60, 40))]
SEEDS = (1, 2)


def sets(folder):
    """The three forms in which sets of pages with answers come: answers in one file, a file a page, or
    the expected HTML beside the page."""
    for one in sorted(folder.rglob("ground-truth.json")):
        for name, row in sorted(json.loads(one.read_text(encoding="utf-8")).items()):
            yield one.parent, name, row.get("url"), html_of(one.parent, name), row["articleBody"]
    for one in sorted(folder.rglob("ground-truth/*.json")):
        row = json.loads(one.read_text(encoding="utf-8"))
        place = one.parent.parent
        yield place, one.stem, row.get("url"), html_of(place, one.stem), row["ground_truth"]["main_content"]
    for one in sorted(folder.rglob("expected.html")):
        source = (one.parent / "source.html").read_text(encoding="utf-8", errors="replace")
        answer = Words(one.read_text(encoding="utf-8", errors="replace")).text()
        yield one.parent.parent, one.parent.name, "http://fakehost/test/page.html", source, answer


def html_of(folder, name):
    return gzip.decompress((folder / "html" / (name + ".html.gz")).read_bytes()).decode("utf-8", "replace")


class Words(html.parser.HTMLParser):
    """The text of HTML, each block on a line of its own."""

    BLOCKS = frozenset("address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 "
                       "h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul".split())
    SILENT = frozenset("script style noscript template svg math".split())

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.parts, self.mute = [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.mute += tag in self.SILENT
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.mute = max(0, self.mute - (tag in self.SILENT))
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.mute:
            self.parts.append(data)

    def text(self):
        return "".join(self.parts)


def score(pages, answers):
    """Shares of a page's windows, summed over the pages of a set as the article-extraction benchmark does."""
    def windows(text):
        found = WORD.findall(text)
        return Counter(zip(*(found[i:] for i in range(4)))) if len(found) > 4 else Counter([tuple(found)])
    got = {row["id"]: row["text"] for row in map(json.loads, open(answers, encoding="utf-8"))}
    shares = {}
    for row in map(json.loads, open(pages, encoding="utf-8")):
        truth, told = windows(row["truth"]), windows(got.get(row["id"], ""))
        right = (truth & told).total()
        shares.setdefault(row["id"].split("/")[0], []).append(
            (right / max(1, told.total()), right / max(1, truth.total())))
    for name, rows in shares.items():
        precision, recall = (sum(row[i] for row in rows) / len(rows) for i in (0, 1))
        print("%s: %d pages, F1 %.4f, precision %.4f, recall %.4f" % (
            name, len(rows), 2 * precision * recall / (precision + recall), precision, recall))


def half(page_id):
    return hashlib.sha1(("f" + page_id).encode()).digest()[3]


def words(text):
    return [word.lower() for word in WORD.findall(text)]


def labels(blocks, truth):
    """The share of each block's words that the answer has; short lines count where they stand beside
    lines that it has."""
    answer = words(truth)
    windows = {tuple(answer[i:i + 4]) for i in range(len(answer) - 3)}
    lines = {tuple(words(line)) for line in truth.splitlines()}
    places = {}
    for place, word in enumerate(answer):
        places.setdefault(word, []).append(place)
    texts = [words(b["text"]) if b["is_text"] else [] for b in blocks]
    out = [0.0 if not text else None for text in texts]
    for k, text in enumerate(texts):
        if len(text) >= 6:
            count = len(text) - 3
            out[k] = sum(tuple(text[i:i + 4]) in windows for i in range(count)) / count
    full = [k for k, text in enumerate(texts) if text]
    for rank, k in enumerate(full):
        if out[k] is not None:
            continue
        text = texts[k]
        before = next((texts[j] for j in reversed(full[:rank]) if (out[j] or 0) > 0.5), [])[-2:]
        behind = next((texts[j] for j in full[rank + 1:rank + 8] if (out[j] or 0) > 0.5), [])[:2]
        stands = any(
            answer[i:i + len(text)] == text
            and ((before and answer[max(0, i - len(before)):i] == before)
                 or (behind and answer[i + len(text):i + len(text) + len(behind)] == behind))
            for i in places.get(text[0], ())[:400])
        near = [out[j] for j in full[max(0, rank - 4):rank + 5]
                if j != k and out[j] is not None and len(texts[j]) >= 6]
        out[k] = float(stands or (tuple(text) in lines and any(value > 0.5 for value in near)))
    return out


def load(pages, dump):
    import numpy as np
    truth = {row["id"]: row["truth"] for row in map(json.loads, open(pages, encoding="utf-8"))}
    out = []
    for row in map(json.loads, open(dump, encoding="utf-8")):
        blocks = row["blocks"]
        if not blocks:
            continue

        def column(name):
            return np.array([block[name] for block in blocks])
        out.append(dict(
            half=half(row["id"]), y=np.array(labels(blocks, truth[row["id"]])), words=column("words"),
            is_text=column("is_text"), X=column("numbers").astype(np.float32),
            holders=column("holders"), path=np.array([b["path"] for b in blocks], dtype=np.uint64)))
    return out


def spread(page, first):
    """As `spread` in src/clean/trees.rs."""
    import numpy as np
    size, count = page["words"].astype(np.float64), len(first)

    def share(part, whole):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0)
    sizes, likely = (np.concatenate([[0], np.cumsum(v)]) for v in (size, size * first))
    out = np.empty((count, 16))
    out[:, 0] = first
    for column, step in enumerate((-3, -2, -1, 1, 2, 3)):
        near = np.full(count, -1.0)
        if step < 0 and count > -step:
            near[-step:] = first[:step]
        elif 0 < step < count:
            near[:-step] = first[step:]
        out[:, 1 + column] = near
    for level in range(4):
        a, b = page["holders"][:, level, 0], page["holders"][:, level, 1]
        out[:, 7 + level] = share(likely[b] - likely[a], sizes[b] - sizes[a])
    _, alike = np.unique(page["path"], return_inverse=True)
    out[:, 11] = share(np.bincount(alike, size * first), np.bincount(alike, size))[alike]
    out[:, 12] = likely[-1] / sizes[-1] if sizes[-1] else 0
    out[:, 13] = likely[:-1] / likely[-1] if likely[-1] else 0
    for column, places in ((14, range(count)), (15, range(count - 1, -1, -1))):
        last = 40
        for i in places:
            out[i, column] = last
            last = 0 if first[i] > 0.5 else min(last + 1, 40)
    return out.astype(np.float32)


def fit(pages, numbers, size, seed):
    """A block weighs by its words; a page at most twice as much as its article."""
    import lightgbm
    import numpy as np
    weights = []
    for page in pages:
        weight = (page["words"] + 1.5) * page["is_text"] / ((page["y"] * page["words"]).sum() + 50)
        weights.append(weight / max(1, weight.sum() / 2))
    weights = np.concatenate(weights)
    leaves, rounds, ridge = size
    how = {**BASE, "num_leaves": leaves, "lambda_l2": ridge, "seed": seed, "bagging_seed": seed + 100,
           "feature_fraction_seed": seed + 200}
    told = np.concatenate([p["y"] for p in pages])
    data = lightgbm.Dataset(numbers, told, weight=weights / weights.mean())
    return lightgbm.train(how, data, rounds)


def one(pages, sizes):
    """The second forest learns from what the first says of pages that it has not seen."""
    import numpy as np

    def numbers(some):
        return np.concatenate([page["X"] for page in some])
    for third in range(3):
        seen = [p for p in pages if p["half"] // 2 % 3 != third]
        model = fit(seen, numbers(seen), sizes[0], SEEDS[0])
        for page in pages:
            if page["half"] // 2 % 3 == third:
                page["first"] = model.predict(page["X"])
    first = fit(pages, numbers(pages), sizes[0], SEEDS[0])
    both = np.hstack([numbers(pages), np.concatenate([spread(p, p["first"]) for p in pages])])
    return [first], [fit(pages, both, sizes[1], seed) for seed in SEEDS]


def short(number, digits):
    """`.5` for `0.5`: thousands of these stand in the program."""
    return re.sub(r"^(-?)0\.", r"\1.", "%.*g" % (digits, number))


def lines(models, scale):
    def walk(node):
        if "leaf_value" in node:
            return [short(node["leaf_value"] * scale / len(models), 4)]
        here = "%d:%s" % (node["split_feature"], short(node["threshold"], 6))
        return [here] + walk(node["left_child"]) + walk(node["right_child"])
    for model in models:
        for tree in model.dump_model()["tree_info"]:
            yield " ".join(walk(tree["tree_structure"])) + "\n"


def learn(pages, path):
    models = [one(pages, sizes) for sizes in SIZES]
    with open(path, "w", encoding="utf-8") as out:
        for first, _ in models:
            out.writelines(lines(first, 1 / len(models)))
        out.write("second\n")
        for _, second in models:
            out.writelines(lines(second, 1 / len(models)))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    what, files = sys.argv[1], sys.argv[2:]
    if what == "pages":
        for place, name, url, page, truth in sets(Path(files[0])):
            print(json.dumps({"id": place.name + "/" + name, "url": url or "", "html": page, "truth": truth}))
    elif what == "score":
        score(*files)
    elif what == "lines":
        for row in map(json.loads, open(files[0], encoding="utf-8")):
            row["model"] = half(row["id"]) % 2
            del row["truth"]
            print(json.dumps(row))
    elif what == "learn":
        learn(load(files[0], files[1]), files[2])
    elif what == "cross":
        pages = load(files[0], files[1])
        for number in (0, 1):
            learn([p for p in pages if p["half"] % 2 != number], files[2] + str(number))


if __name__ == "__main__":
    main()
