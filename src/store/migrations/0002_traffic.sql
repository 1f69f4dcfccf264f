-- Bytes on the wire by the quarter of an hour, so that days and months of every zone can be told.
CREATE TABLE traffic (
    quarter INTEGER NOT NULL,                   -- seconds since 1970 over 900
    kind INTEGER NOT NULL,                      -- 0 feeds, 1 pages, 2 pictures
    bytes INTEGER NOT NULL,
    PRIMARY KEY (quarter, kind)
) WITHOUT ROWID;
