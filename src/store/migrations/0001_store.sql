-- The first schema. Shipped files are never edited: a change is a new file.

CREATE TABLE outlet (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
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
    removed_at INTEGER,
    etag BLOB, last_modified BLOB, validators_url TEXT NOT NULL DEFAULT '',
    body_hash BLOB,
    parser_version INTEGER NOT NULL DEFAULT 0,
    hints TEXT NOT NULL DEFAULT '{}',
    last_polled INTEGER, last_result TEXT NOT NULL DEFAULT '', last_success INTEGER,
    next_due INTEGER, due_rule TEXT NOT NULL DEFAULT '',
    error TEXT, failures INTEGER NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0,
    retry_after INTEGER,
    moved_url TEXT, moved_days INTEGER, moved_last INTEGER,
    last_full INTEGER,
    asked_unconditionally INTEGER NOT NULL DEFAULT 0,
    recent TEXT NOT NULL DEFAULT '[]',
    lease_until INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,           -- on the wire, ever
    unread INTEGER NOT NULL DEFAULT 0,          -- kept counts of visible articles
    total INTEGER NOT NULL DEFAULT 0
);

-- One thing to read, however many feeds carry it. Marks hang here.
CREATE TABLE work (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sort_at INTEGER NOT NULL,
    shown_article INTEGER
);

-- The flags repeat what marks, feeds and works say, so that every list is a range of one index.
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    work INTEGER NOT NULL REFERENCES work (id),
    feed INTEGER NOT NULL REFERENCES feed (id),
    sort_at INTEGER NOT NULL,
    unread INTEGER NOT NULL, saved INTEGER NOT NULL,
    shown INTEGER NOT NULL,                     -- the article that stands for its work
    visible INTEGER NOT NULL,                   -- subscribed, not dismissed, not muted
    listed INTEGER NOT NULL,                    -- visible, shown, its feed not hidden
    whole INTEGER NOT NULL DEFAULT 0,
    words INTEGER NOT NULL DEFAULT 0,
    published INTEGER, updated INTEGER, first_seen INTEGER NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    author TEXT NOT NULL DEFAULT '',
    excerpt TEXT NOT NULL DEFAULT '',
    language TEXT,
    image TEXT,
    categories TEXT NOT NULL DEFAULT '[]',
    enclosures TEXT NOT NULL DEFAULT '[]',
    content_hash BLOB,                          -- of the words of title and text as last seen
    muted_by INTEGER
);

CREATE INDEX article_listed ON article (sort_at, id) WHERE listed = 1;
CREATE INDEX article_unread ON article (sort_at, id) WHERE listed = 1 AND unread = 1;
CREATE INDEX article_saved ON article (sort_at, id) WHERE saved = 1 AND shown = 1;
CREATE INDEX article_feed ON article (feed, sort_at, id, work) WHERE visible = 1;
CREATE INDEX article_feed_unread ON article (feed, sort_at, id, work)
    WHERE visible = 1 AND unread = 1;
CREATE INDEX article_work ON article (work);

-- How an entry is recognised inside its feed. Kept when the article is pruned: what was read once
-- never comes back as new.
CREATE TABLE identity (
    feed INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    hash BLOB NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (feed, kind, hash)
) WITHOUT ROWID;

-- How works of several feeds are recognised as one: by address and title, or by text.
CREATE TABLE work_key (
    hash BLOB PRIMARY KEY,
    work INTEGER NOT NULL
) WITHOUT ROWID;

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
    id INTEGER PRIMARY KEY,                     -- 4 × article + kind (0 feed, 1 page, 2 clean)
    codec INTEGER NOT NULL,                     -- 0 as it is, 1 zstd
    version INTEGER NOT NULL DEFAULT 0,         -- of the cleaner that made it
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
    bytes BLOB NOT NULL
);
CREATE INDEX revision_article ON revision (article);

-- Blocks of text seen on the pages of an outlet: what stands on two pages is furniture.
CREATE TABLE block (
    outlet INTEGER NOT NULL,
    article INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (outlet, article, hash)
) WITHOUT ROWID;

-- Kept counts over all feeds.
CREATE TABLE count (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO count VALUES ('all', 0), ('unread', 0), ('saved', 0);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    message TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0            -- 0 done, 1 undone, 2 undone and then overtaken
);
CREATE INDEX journal_state ON journal (state, id);

CREATE TABLE journal_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    journal INTEGER NOT NULL REFERENCES journal (id),
    field TEXT NOT NULL,
    old, new,
    targets BLOB NOT NULL                       -- works or feeds, as ranges (store::ranges)
);
CREATE INDEX journal_change_journal ON journal_change (journal);

-- Words of titles and texts, folded (text::fold). Rows of `unindexed` wait for it.
CREATE VIRTUAL TABLE search USING fts5 (
    title, body, content = '', contentless_delete = 1, detail = column,
    tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TABLE unindexed (
    article INTEGER PRIMARY KEY,
    codec INTEGER NOT NULL,
    bytes BLOB NOT NULL
);

-- Small values of the interface: last view, selection, widths.
CREATE TABLE state (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
