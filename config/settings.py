"""Settings, from the environment alone, or from files it names (config/environment.py).

Without any variable set this is the embedded default: SQLite, Celery over a folder of files,
everything under var/. README.md lists the variables.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import text_of
from config.logs import FORMS, logging_settings
from config.secret import derived_settings, generations_read

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: str) -> bool:
    return os.environ.get(name, default) == "1"


# --- Where things are -------------------------------------------------------------------------
TABELLA_VAR = Path(os.environ.get("TABELLA_VAR", BASE_DIR / "var")).resolve()
TABELLA_VAR.mkdir(parents=True, exist_ok=True)
# What anybody may read as files: a web server can serve it without the product.
TABELLA_PUBLIC = Path(os.environ.get("TABELLA_PUBLIC", TABELLA_VAR / "public")).resolve()
TABELLA_URL = os.environ.get("TABELLA_URL", "http://127.0.0.1:8000").rstrip("/")
if not TABELLA_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(
        f"TABELLA_URL: must begin with http:// or https://, got {TABELLA_URL}"
    )
TABELLA_HOST = TABELLA_URL.split("://", 1)[1]
TABELLA_SECRET_FILE = Path(os.environ.get("TABELLA_SECRET_FILE", TABELLA_VAR / "secret"))
IS_SECURE = TABELLA_URL.startswith("https://")

_derived = derived_settings(generations_read(TABELLA_SECRET_FILE))
SECRET_KEY = _derived.secret_key
SECRET_KEY_FALLBACKS = _derived.secret_key_fallbacks
BOARD_GENERATION = _derived.board_generation
BOARD_SIGNING_SECRETS = _derived.board_signing_secrets
BOARD_COMPROMISED = _derived.board_compromised
TRUSTEE_LINK_SECRETS = _derived.trustee_link_secrets
CODE_APP_SECRETS = _derived.code_app_secrets

DEBUG = False
# How many web servers of the installation's own stand in front, each adding to X-Forwarded-For.
TABELLA_PROXIES = int(os.environ.get("TABELLA_PROXIES", "0"))
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [TABELLA_URL]

# --- Rooms ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "board",
    "voting",
    "ballots",
    "tally",
    "config",
]
MIDDLEWARE = [
    "config.logs.naming_middleware",
    # These give headers to whatever answers behind them: redirects, faults, static files.
    "csp.middleware.CSPMiddleware",
    "config.headers.isolation_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ballots.room.room_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.unavailable.UnavailableMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "libraries": {"modules": "config.modules"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.context.record_election",
            ],
        },
    },
]

# --- Ballots -----------------------------------------------------------------------------------
# From so many ballots on that wait to be checked, further ones are asked to come back.
TABELLA_QUEUE_DEPTH = int(os.environ.get("TABELLA_QUEUE_DEPTH", "2000"))

# --- Witnesses ---------------------------------------------------------------------------------
# A policy file (C2SP tlog-policy) that names who signs the public records besides this product.
TABELLA_WITNESSES = os.environ.get("TABELLA_WITNESSES", "")
TABELLA_WITNESS_DEGRADED = os.environ.get("TABELLA_WITNESS_DEGRADED", "publish")

# --- Watching over the installation ------------------------------------------------------------
# Without a token there are no figures for anybody.
TABELLA_METRICS_TOKEN = os.environ.get("TABELLA_METRICS_TOKEN", "")
# A vote of the installation's own, every minute while people vote, through the door they use.
TABELLA_CANARY = _flag("TABELLA_CANARY", "0")
TABELLA_CANARY_URL = os.environ.get("TABELLA_CANARY_URL", TABELLA_URL).rstrip("/")
# Who is written to when that does not get through.
TABELLA_OPERATOR = os.environ.get("TABELLA_OPERATOR", "")

# --- Database ---------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        text_of("DATABASE_URL") or f"sqlite:///{TABELLA_VAR / 'tabella.sqlite3'}",
        conn_max_age=60,
        # A connection that the other end has closed is found out before a request or task needs it.
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock before the first read, so that no transaction dies when it
    # upgrades; recursive_triggers makes INSERT OR REPLACE fire the append-only triggers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    # A machine that is gone answers nothing at all; nobody waits for that longer than this.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = text_of("CACHE_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- Celery -----------------------------------------------------------------------------------
CELERY_BROKER_URL = text_of("CELERY_BROKER_URL") or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 5,
}
if CELERY_BROKER_URL.startswith("folder:"):
    _queue = TABELLA_VAR / "queue"
    for _folder in ("messages", "taken"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "taken"),
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True  # progress and outcomes are rows of ours
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
# A task whose process was killed is handed out again; each one is safe to run twice.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = (
    [
        ("tally.tasks.elections_tick", {"queue": "default"}),
        ("tally.tasks.messages_tick", {"queue": "default"}),
        ("ballots.tasks.submissions_sweep", {"queue": "default"}),
        ("tally.tasks.*", {"queue": "tally"}),
        ("ballots.tasks.*", {"queue": "ballots"}),
        ("voting.tasks.roll_*", {"queue": "default"}),
        # A new code is an act on the record, which nobody who sends mail may write to.
        ("voting.tasks.new_code_send", {"queue": "default"}),
        ("voting.tasks.*", {"queue": "mail"}),
        ("config.tasks.operator_tell", {"queue": "mail"}),
    ],
)
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers wait for their queue as long as it takes
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "config.steady_schedule:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "elections-tick": {
        "task": "tally.tasks.elections_tick",
        "schedule": 5.0,
        # A tick that waited for long has nothing to add; clocks of several machines may differ.
        "options": {"queue": "default", "expires": 60},
    },
    # Mail of voters is asked for by what the record says, some seconds after it was said.
    "messages-tick": {
        "task": "tally.tasks.messages_tick",
        "schedule": 5.0,
        "options": {"queue": "default", "expires": 60},
    },
    # Two sweeps have to see a lost ballot, and a killed worker needs some seconds to come back.
    "submissions-sweep": {
        "task": "ballots.tasks.submissions_sweep",
        "schedule": 2.0,
        # Not behind the ballots it is to find, which may be many.
        "options": {"queue": "default", "expires": 60},
    },
    **{
        f"pulse-{queue}": {
            "task": "config.tasks.pulse",
            "schedule": 10.0,
            "args": [queue],
            # One that waited for long says nothing about now.
            "options": {"queue": queue, "expires": 30},
        }
        for queue in ("ballots", "tally", "mail", "default")
    },
}
if TABELLA_CANARY:
    CELERY_BEAT_SCHEDULE["canary-tick"] = {
        "task": "config.tasks.canary_tick",
        "schedule": 30.0,
        "options": {"queue": "default", "expires": 25},
    }

# --- People -----------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/officials/sign-in"
LOGIN_REDIRECT_URL = "/officials/"
SESSION_COOKIE_AGE = 8 * 3600  # voting/sessions.py ends sessions of officials, most of them earlier
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
if IS_SECURE:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- Mail -------------------------------------------------------------------------------------
EMAIL_URL = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_URL
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = TABELLA_VAR / "mail"
EMAIL_HOST = EMAIL_URL or "localhost"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = text_of("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text_of("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", "0")
EMAIL_TIMEOUT = 20
# What cannot be delivered comes back to this address, with "+" and the message's name before its @;
# without one it comes to the sender, and `bounce_read` can be given that mail as well.
BOUNCE_ADDRESS = os.environ.get("BOUNCE_ADDRESS", "")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"elections@{TABELLA_HOST.split(':')[0]}")

# --- Languages and times ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربيّة")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
# Set only when a reader chooses. Lax: the choice holds for links in mails, too.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_SECURE
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT") or None  # for a web server that serves them itself
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served from the source folder: module imports name each other by plain relative paths, and the
# booth's files must be byte for byte those whose hashes stand in the manifest.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 300
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nothing of ours is for pages of other sites

# --- Web --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [
            "booth-worker",
            "checker-worker",
            "key-holder-worker",
            "registrar-worker",
        ],
    }
}
X_FRAME_OPTIONS = "DENY"
# "no-referrer" would make browsers send "Origin: null" with forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = IS_SECURE
# Asked on the machine itself, past the web server that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^health(/ready)?$"]
SECURE_HSTS_SECONDS = 63072000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
# The largest legal ballot fits; the API's own readers have tighter caps of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "config.api_schema.SentenceSchema",
    "EXCEPTION_HANDLER": "config.api.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tabella",
    "VERSION": "1",
    "DESCRIPTION": (
        "Public record, voting and key holders' interfaces. Bodies of requests are canonical JSON "
        "(docs/spec/record.md section 1) with exactly the fields shown and a Content-Length. "
        "Every refusal has the form Refusal; its code is one of those named with its status, or "
        "that of a wrong method (405) or of an Accept header that nothing here fits (406), or "
        "`unavailable` (503) while the server cannot reach its own parts; ask again then. "
        "Only an address spelled in none of the ways shown is answered with 404 and a page."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {"PublicStateEnum": "voting.states.PUBLIC_STATES"},
    "PATH_CONVERTER_OVERRIDES": {
        "number": {"type": "integer", "minimum": 0, "maximum": 10**15 - 1},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
}

# --- Logs -------------------------------------------------------------------------------------
# Messages hold ids, never ballots, nonces, codes or addresses; no line per request is written here.
LOG_FORMAT = os.environ.get("LOG_FORMAT") or (
    "line" if CELERY_BROKER_URL.startswith("folder:") else "json"
)
if LOG_FORMAT not in FORMS:
    raise ImproperlyConfigured(f"LOG_FORMAT: must be json or line, got {LOG_FORMAT}")
LOGGING = logging_settings(LOG_FORMAT, os.environ.get("LOG_LEVEL", "INFO"))
