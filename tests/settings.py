"""The settings of the suite: the product's own, on a safe environment, and quick."""

import os

os.environ.update(
    {
        "SECRET_KEY": "only-for-tests-and-never-on-a-server-0123456789",
        "DEBUG": "0",
        "DEMO": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "PUBLIC_URL": "http://testserver",
        "SITE_NAME": "Plenary",
        "CONTACT_EMAIL": "secretariat@plenary.example",
        "REDIS_URL": "",
        "FILES_URL": "",
        "TRUSTED_PROXIES": "0",
        "STAFF_SECOND_FACTOR": "0",
        "WRITES_A_MINUTE": "1000000",
    }
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from config.settings import *  # noqa: F403 - the environment comes first

# Other people's tables are made without their history: nothing of ours depends on it.
MIGRATION_MODULES = {"post_office": None}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405 - from config.settings
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# The suite is one process.
SILENCED_SYSTEM_CHECKS = ["plenary.E006"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Otherwise each client that a test makes would look through all static files.
WHITENOISE_AUTOREFRESH = True
