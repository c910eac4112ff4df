"""Settings, driven by the environment; README.md lists what can be set."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config import VERSION, environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env(
    SECRET_KEY=(str, ""),
    DEBUG=(bool, False),
    DEMO=(bool, False),
    ALLOWED_HOSTS=(list, []),
    PUBLIC_URL=(str, ""),
    PORT=(str, "8000"),
    SITE_NAME=(str, "Plenary"),
    CONTACT_EMAIL=(str, "secretariat@localhost"),
    SECURITY_CONTACT=(str, ""),
    PLENARY_NOW=(str, ""),
    TEST_CLOCK=(bool, False),
    REDIS_URL=(str, ""),
    EMAIL_URL=(str, ""),
    MEDIA_ROOT=(str, str(VAR_DIR / "media")),
    FILES_URL=(str, ""),
    TRUSTED_PROXIES=(int, 0),
    STAFF_SECOND_FACTOR=(bool, None),
    METRICS_TOKEN=(str, ""),
    WRITES_A_MINUTE=(int, 120),
    KEEP_MAILS=(int, 30),
    KEEP_SESSIONS=(int, 14),
    KEEP_INVITATIONS=(int, 90),
    KEEP_REFUSED=(int, 365),
    KEEP_TOKENS=(int, 90),
    KEEP_DIGESTS=(int, 30),
    BACKUPS=(str, ""),
    BACKUP_RECIPIENTS=(list, []),
)
environ.Env.read_env(BASE_DIR / ".env")

RELEASE = VERSION
DEBUG = env("DEBUG")
DEMO = env("DEMO")
_IS_LOCAL = DEBUG or DEMO
SECRET_KEY = environment.secret_key(env, may_be_made=_IS_LOCAL, kept_in=VAR_DIR / "secret-key")
ALLOWED_HOSTS = environment.allowed_hosts(env, is_local=_IS_LOCAL)
PUBLIC_URL = environment.public_url(env, is_local=_IS_LOCAL)
SITE_NAME = env("SITE_NAME")
CONTACT_EMAIL = env("CONTACT_EMAIL")
SECURITY_CONTACT = env("SECURITY_CONTACT") or CONTACT_EMAIL
TRUSTED_PROXIES = env("TRUSTED_PROXIES")
METRICS_TOKEN = env("METRICS_TOKEN")
# For tests from outside alone: see docs/testing.md.
TEST_NOW = environment.test_now(env, may_be_set=_IS_LOCAL and env("TEST_CLOCK"))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "js_lib_bootstrap5",
    "simple_history",
    "csp",
    "post_office",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "ledger",
    "search",
    "catalogue",
    "vocabulary",
    "organisations",
    "consultations",
    "recommendations",
    "spreadsheets",
    "portal",
]
MIDDLEWARE = [
    "portal.request_ids.RequestIdMiddleware",
    "portal.measuring.MeasuringMiddleware",
    "portal.kept_pages.KeptPagesMiddleware",
    # Before all that may refuse a request: what says so carries their headers, too.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "compression_middleware.middleware.CompressionMiddleware",
    "portal.api.middleware.ProblemsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "organisations.middleware.ActingOrganisationMiddleware",
    "portal.throttling.ThrottlingMiddleware",
    "portal.middleware.SecondFactorMiddleware",
    "portal.middleware.PrivateResponsesMiddleware",
    "portal.middleware.UnanswerableRequestsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# Links begin at the host, whatever a request says: what is drawn for one is given to others.
FORCE_SCRIPT_NAME = ""
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
                "portal.context.demo_accounts",
                "organisations.context.acting",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": environment.database(env, f"sqlite:///{VAR_DIR}/plenary.sqlite3")}
REDIS_URL = env("REDIS_URL")
CACHES = environment.caches(env)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Mail is slow where lines are poor.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
# Whoever gets in is counted by `portal.throttling`; what is left to the library is per account.
ACCOUNT_RATE_LIMITS = {
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/180s/key",
} | dict.fromkeys(
    (
        "login",
        "login_failed",
        "reauthenticate",
        "request_login_code",
        "reset_password",
        "reset_password_from_key",
        "signup",
    )
)
WRITES_A_MINUTE = env("WRITES_A_MINUTE")
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
# Whoever works in the admin of a real installation logs in with a second factor.
STAFF_SECOND_FACTOR = (
    not _IS_LOCAL if env("STAFF_SECOND_FACTOR") is None else env("STAFF_SECOND_FACTOR")
)

# For so many days, at the longest, these are kept: docs/accounts.md.
RETENTION = {
    kind: env(f"KEEP_{kind.upper()}")
    for kind in ("mails", "sessions", "invitations", "refused", "tokens", "digests")
}
SESSION_COOKIE_AGE = RETENTION["sessions"] * 24 * 60 * 60

# Mails are queued in the database; `manage.py work` sends them by the way of EMAIL_URL.
EMAIL_BACKEND = "portal.mail.QueueBackend"
EMAIL_TIMEOUT = 10
_MAIL = environment.mail(env, is_demo=DEMO, folder=VAR_DIR / "mail")
POST_OFFICE = {
    "BACKENDS": {"default": _MAIL.pop("EMAIL_BACKEND")},
    # Tried after 5 minutes, then 10, 15 … and given up after a week.
    "RETRY_INTERVAL": timedelta(minutes=5),
    "MAX_RETRIES": 63,
    # For so many seconds a worker has a mail to itself: longer than sending it can take.
    "BATCH_DELIVERY_TIMEOUT": 600,
    "BATCH_SIZE": 1,
}
EMAIL_FILE_PATH: str = _MAIL.pop("EMAIL_FILE_PATH")
vars().update(_MAIL)
DEFAULT_FROM_EMAIL = f"{SITE_NAME} <{CONTACT_EMAIL}>"
SERVER_EMAIL = CONTACT_EMAIL

# Faults go to standard error, as lines of JSON, where whoever runs the server looks.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.log_lines.LogLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # What is not found or not allowed is no fault.
        "django.request": {"level": "ERROR"},
    },
}

LANGUAGE_CODE = "en"
# Those into which everything outside the admin is translated: `tests/test_translations.py`.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env("MEDIA_ROOT")
BACKUPS = env("BACKUPS")
BACKUP_RECIPIENTS = env("BACKUP_RECIPIENTS")
# No form takes more than two files at once, and none a larger one than this handler lets in.
DATA_UPLOAD_MAX_NUMBER_FILES = 4
FILE_UPLOAD_HANDLERS = [
    "consultations.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": environment.files(env),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The picture of a second factor's secret is a data address.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}
_IS_HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = _IS_HTTPS
SECURE_HSTS_SECONDS = 31536000 if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_HTTPS
SECURE_HSTS_PRELOAD = _IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# Programs are known by a token alone: a session that a browser is logged in with is nothing to
# them. Reading is always that of a visitor.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "portal.api.schema.Operation",
    "EXCEPTION_HANDLER": "portal.api.handling.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME,
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DEFAULT_GENERATOR_CLASS": "portal.api.schema.Generator",
    "COMPONENT_SPLIT_REQUEST": True,
    "LICENSE": {
        "name": "CC BY 4.0",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    },
    "SERVERS": [{"url": PUBLIC_URL}],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATION_PARAMETERS": False,
    "SORT_OPERATIONS": False,
}
