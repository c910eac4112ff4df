"""Django's PostgreSQL, for a server that may fall silent: `ENGINE` of the settings names it."""
