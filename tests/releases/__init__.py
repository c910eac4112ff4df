"""The databases of all releases as they were: how one is kept, put back, and compared."""
