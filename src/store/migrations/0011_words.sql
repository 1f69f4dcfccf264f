-- Words of Indian and other writing are no longer cut at their marks, and Thai, Lao, Khmer and Burmese, which have no blanks
-- between words, are indexed by pairs. What has such letters in its title or excerpt is indexed anew, in steps, as after a
-- refresh; a text that only quotes a word further down keeps what it had.
-- `is_cut_otherwise` is a function of the program's: a pattern of such letters takes a million entries ten seconds and more.
INSERT OR IGNORE INTO unindexed (article, again) SELECT article, 1 FROM entry
WHERE is_cut_otherwise(title) OR is_cut_otherwise(excerpt);
