#!/usr/bin/env python
"""Run administrative commands."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        bool(settings.DEBUG)
    except ImproperlyConfigured as missing:
        sys.exit(str(missing))
    execute_from_command_line(sys.argv)
