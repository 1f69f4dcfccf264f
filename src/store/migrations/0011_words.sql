-- Words of Indian and other writing are no longer cut at their marks, and Thai, Lao, Khmer and Burmese, which have no blanks
-- between words, are indexed by pairs. What has such letters in its title or excerpt is indexed anew, in steps, as after a
-- refresh; a text that only quotes a word further down keeps what it had.
INSERT OR IGNORE INTO unindexed (article, again) SELECT article, 1 FROM entry
WHERE title || excerpt GLOB '*[' || char(0x700) || '-' || char(0x109f) || char(0x1700) || '-' || char(0x1cff)
    || char(0xa800) || '-' || char(0xabff) || char(0x10a00) || '-' || char(0x11fff) || ']*';
