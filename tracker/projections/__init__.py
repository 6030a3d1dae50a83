"""The read model: built from the events, rows and checkpoint together, rebuildable at any time."""
