"""What is known of the cache that all processes share, without asking for its driver."""


class CacheIsAway(Exception):
    """The cache does not answer, so nobody knows what is taken."""
