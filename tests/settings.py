"""The settings of the suite: the product's own, on a safe environment, and quick."""

import os

os.environ.update(
    {
        "SECRET_KEY": "only-for-tests",
        "DEBUG": "0",
        "DEMO": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "PUBLIC_URL": "http://testserver",
        "SITE_NAME": "Plenary",
        "CONTACT_EMAIL": "secretariat@plenary.example",
        "REDIS_URL": "",
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
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Otherwise each client that a test makes would look through all static files.
WHITENOISE_AUTOREFRESH = True
