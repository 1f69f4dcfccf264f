-- Lists by length.
CREATE INDEX entry_length ON entry (words);
