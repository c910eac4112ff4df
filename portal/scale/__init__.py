"""A record as large as one wishes, made of chance: for measuring, and for trying the product out.

It is written to the tables at once, each row as the acts of people would have left it, with the
entries of those acts in the ledger.
"""
