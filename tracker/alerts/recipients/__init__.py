"""Who can be told, by which ways, and what they wish."""
