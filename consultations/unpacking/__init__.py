"""Files taken apart into lines and blocks, by a program of its own that can be killed.

It reads a file from its standard input and writes a reading, or why there is none, as JSON. It
writes to no disk and asks no other machine; heavy libraries are loaded here and nowhere else.
"""
