"""Signs that people can type and that no file made of XML can hold."""

import re

# XML 1.0, 2.2: feeds, workbooks and files of word processors are made of it.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
