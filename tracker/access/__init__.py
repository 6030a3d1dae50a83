"""Rights against the tree of units: may this caller do this to that unit, on that day."""
