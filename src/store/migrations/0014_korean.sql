-- Digits and Latin letters are no longer one word with the Korean that stands beside them without a blank. What has Korean in its
-- title or excerpt is indexed anew, in steps, as after a refresh. `has_korean` is a function of the program's.
INSERT INTO unindexed (article, again) SELECT article, 1 FROM entry
WHERE has_korean(title) OR has_korean(excerpt)
ON CONFLICT (article) DO NOTHING;
