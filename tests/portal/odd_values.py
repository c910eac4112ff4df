"""What no field of a form is for, and somebody sends all the same."""

ODD = {
    "twenty digits": "9" * 20,
    "more digits than are read as a number": "9" * 5000,
    "the largest number of SQLite": str(2**63 - 1),
    "a number too large for a small column": "40000",
    "a number below nought": "-1",
    "a digit that is no number": "²",
    "a word": "x",
    "NUL": "a\x00b",
    "bytes that are no text": b"a\xed\xa0\x80b",
    "the first moment": "0001-01-01T00:00",
    "the last day": "9999-12-31",
    "half an address": "http://[",
    "half an object": '{"a":',
    "a million letters": "a" * 1_000_000,
}
