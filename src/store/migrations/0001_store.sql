-- The first schema. Shipped files are never edited: a change is a new file.

CREATE TABLE outlet (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    name TEXT NOT NULL,                         -- the host where no catalogue names it
    UNIQUE (host, name)
);

CREATE TABLE feed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    outlet INTEGER NOT NULL REFERENCES outlet (id),
    folder TEXT NOT NULL DEFAULT '[]',          -- JSON: names from the outermost in
    site TEXT,
    language TEXT,
    settings TEXT NOT NULL DEFAULT '{}',        -- JSON: model::FeedSettings
    is_hidden INTEGER NOT NULL DEFAULT 0,       -- of the settings, where lists need it
    is_internal INTEGER NOT NULL DEFAULT 0,     -- saved pages: never polled, never listed as a feed
    added_at INTEGER NOT NULL,
    removed_at INTEGER,                         -- unsubscribed; everything is kept
    etag BLOB, last_modified BLOB, validators_url TEXT NOT NULL DEFAULT '',
    body_hash BLOB,
    parser_version INTEGER NOT NULL DEFAULT 0,
    hints TEXT NOT NULL DEFAULT '{}',           -- JSON: model::PollHints
    last_polled INTEGER, last_result TEXT NOT NULL DEFAULT '', last_success INTEGER,
    next_due INTEGER, due_rule TEXT NOT NULL DEFAULT '',
    error TEXT, failures INTEGER NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0,
    retry_after INTEGER,
    moved_url TEXT, moved_days INTEGER, moved_last INTEGER,
    last_full INTEGER,
    asked_unconditionally INTEGER NOT NULL DEFAULT 0,
    recent TEXT NOT NULL DEFAULT '[]',
    lease_until INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0            -- on the wire, ever
);

-- One thing to read, however many feeds carry it. Marks hang here.
CREATE TABLE work (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sort_at INTEGER NOT NULL,
    shown_article INTEGER
);

-- What lists are made of; its words are in `entry`, so that these rows stay narrow and marking a
-- hundred thousand of them stays cheap. The flags repeat what marks, feeds and works say, so that
-- every list is a range of one index. At most one article of a feed is of one work.
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    work INTEGER NOT NULL,
    feed INTEGER NOT NULL,
    sort_at INTEGER NOT NULL,                   -- the work's
    first_seen INTEGER NOT NULL,
    muted_by INTEGER,
    own INTEGER NOT NULL,                       -- its link leads to its feed's host: no copy
    unread INTEGER NOT NULL,
    saved INTEGER NOT NULL,                     -- shown, saved and not dismissed
    shown INTEGER NOT NULL,                     -- it stands for its work
    visible INTEGER NOT NULL,                   -- subscribed, not dismissed, not muted
    listed INTEGER NOT NULL                     -- in the lists of all: shown, visible, feed not hidden
);

CREATE INDEX article_listed ON article (sort_at, work) WHERE listed = 1;
CREATE INDEX article_unread ON article (sort_at, work) WHERE listed = 1 AND unread = 1;
CREATE INDEX article_feed ON article (feed, sort_at, work) WHERE visible = 1;
CREATE INDEX article_feed_unread ON article (feed, sort_at, work) WHERE visible = 1 AND unread = 1;
CREATE INDEX article_saved ON article (sort_at, work) WHERE saved = 1;
CREATE INDEX article_muted ON article (sort_at, work) WHERE muted_by IS NOT NULL;
CREATE INDEX article_work ON article (work, feed);

-- An article as published, but for its texts.
CREATE TABLE entry (
    article INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    url TEXT,
    author TEXT NOT NULL DEFAULT '',
    excerpt TEXT NOT NULL DEFAULT '',
    published INTEGER,
    updated INTEGER,                            -- when its text changed since it was first seen
    words INTEGER NOT NULL DEFAULT 0,
    is_whole INTEGER NOT NULL DEFAULT 0,
    language TEXT,
    image TEXT,
    categories TEXT,                            -- JSON, or NULL for none
    enclosures TEXT,                            -- JSON, or NULL for none
    content_hash BLOB                           -- of the words of title and text
);
CREATE INDEX entry_updated ON entry (article) WHERE updated IS NOT NULL;

-- How an entry is recognised inside its feed. Kept when the article is pruned: what was here once
-- never comes back as new.
CREATE TABLE identity (
    feed INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    hash BLOB NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (feed, kind, hash)
) WITHOUT ROWID;

-- How works of several feeds are recognised as one: by address (titles must agree), or by text.
CREATE TABLE work_key (
    hash BLOB NOT NULL,
    work INTEGER NOT NULL,
    PRIMARY KEY (hash, work)
) WITHOUT ROWID;

-- The reader's own; outlives the articles.
CREATE TABLE mark (
    work INTEGER PRIMARY KEY,
    read_at INTEGER, saved_at INTEGER, dismissed_at INTEGER,
    queue_rank INTEGER,
    position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX mark_read ON mark (read_at, work) WHERE read_at IS NOT NULL;
CREATE INDEX mark_queue ON mark (queue_rank, work) WHERE queue_rank IS NOT NULL;

CREATE TABLE tag (
    work INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (work, name)
) WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name, work);

CREATE TABLE body (
    id INTEGER PRIMARY KEY,                     -- 4 × article + kind (0 feed, 1 page, 2 clean, 3 text)
    codec INTEGER NOT NULL,                     -- 0 as it is, 1 zstd
    version INTEGER NOT NULL DEFAULT 0,         -- of the cleaner that made it
    is_text INTEGER NOT NULL DEFAULT 0,         -- JSON whose "text" may be searched; the highest kind is
    stored_at INTEGER NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX body_page ON body (stored_at) WHERE id % 4 = 1;

CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    title TEXT NOT NULL,
    codec INTEGER NOT NULL,
    bytes BLOB NOT NULL                         -- as the feed's body
);
CREATE INDEX revision_article ON revision (article);

-- Blocks of text seen on the pages of an outlet: what stands on two pages is furniture.
CREATE TABLE block (
    outlet INTEGER NOT NULL,
    article INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (outlet, article, hash)
) WITHOUT ROWID;

-- Kept counts: for each feed of its visible articles; feed 0 is the lists of all.
CREATE TABLE count (
    feed INTEGER PRIMARY KEY,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    saved INTEGER NOT NULL DEFAULT 0
);
INSERT INTO count (feed) VALUES (0);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor INTEGER NOT NULL DEFAULT 0,           -- 0 a person, else a filter's number: not for `undo`
    state INTEGER NOT NULL DEFAULT 0,           -- 0 done, 1 undone, 2 undone and then overtaken
    kind TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL,                      -- what was done
    undone TEXT NOT NULL                        -- what is said when it is taken back
);
CREATE INDEX journal_state ON journal (state, id) WHERE actor = 0;

-- One field of many targets, with the values before and after: runs, not a row an article
-- (store::codec).
CREATE TABLE journal_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    journal INTEGER NOT NULL,
    field TEXT NOT NULL,
    targets BLOB NOT NULL,
    old BLOB NOT NULL,
    new BLOB NOT NULL
);
CREATE INDEX journal_change_journal ON journal_change (journal);

-- Words of titles and texts, folded (text::fold) and parted by single blanks, which alone separate:
-- what is a letter is decided by `query`, not here. It can be made anew from `body` at any time.
CREATE VIRTUAL TABLE search USING fts5 (
    title, body, content = '', contentless_delete = 1, detail = column,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
-- What waits for it; `again` is 1 where older words must go first.
CREATE TABLE unindexed (
    article INTEGER PRIMARY KEY,
    again INTEGER NOT NULL
);

-- Small values of the interface: last view, selection, widths.
CREATE TABLE state (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
