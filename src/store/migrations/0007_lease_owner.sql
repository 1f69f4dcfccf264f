-- Who polls the feed, so that what a killed process was asking for is free at once (store::owner).
ALTER TABLE feed ADD COLUMN lease_owner TEXT;
