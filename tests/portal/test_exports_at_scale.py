"""A hundred thousand rows: they begin at once, need no more memory than few, and stop nobody."""
