"""Wiring. VERSION is the number of this release; docs/releasing.md says how one is made."""

VERSION = "0.1.0"
