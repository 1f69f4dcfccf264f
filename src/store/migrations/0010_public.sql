-- The feed's host was a public one when it was read: its name leads to no private one any more (jobs::refresh).
ALTER TABLE feed ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;
