"""The whole installation in one file, and back again, in either database."""
