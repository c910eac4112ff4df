"""Tables taken out of files and put into them, by a program of its own that can be killed.

It reads from its standard input and writes to its standard output. The library for workbooks is
loaded here and nowhere else.
"""
