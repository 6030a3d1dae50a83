"""Questions about any (C, K): counts, lists, flows, changes, timelines, and the proof of them."""
