//! Jobs on a store in a temporary folder; the network is tried in `tests/it`.
