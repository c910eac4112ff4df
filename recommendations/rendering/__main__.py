"""`python -m recommendations.rendering pdf < sheet.json > list.pdf`, and the same with docx."""

import os
import sys
from importlib import import_module

_MODULES = {"pdf": "portable", "docx": "word"}


def main() -> None:
    # Pages are more urgent than files.
    os.nice(10)
    module = import_module(f"recommendations.rendering.{_MODULES[sys.argv[1]]}")
    sys.stdout.buffer.write(module.render(sys.stdin.buffer.read()))


main()
