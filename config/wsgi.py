"""What gunicorn serves."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from portal.checks import refuse_unsafe_settings
from portal.encoding import in_utf8_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = in_utf8_alone(get_wsgi_application())
refuse_unsafe_settings()
# Once, before the workers part: each would load the framework for programs for itself.
import_module("portal.api.views")
