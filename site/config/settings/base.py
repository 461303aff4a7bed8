"""Settings that hold everywhere. What an operator may choose comes from config.env, nothing else reads os.environ."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from config import env
from home import languages

BASE_DIR = Path(__file__).resolve().parents[3]
ENV = env.read(BASE_DIR)

SECRET_KEY = ENV.secret_key
BASE_URL = ENV.base_url
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEBUG = False

INSTALLED_APPS = [
    "config",
    "wagtail.contrib.redirects",  # before stories.signals, which takes away some of what it makes
    "stories",
    "library",
    "network",
    "home",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.routable_page",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "post_office",
    "django_tasks_db",
    "modelcluster",
    "taggit",
    "csp",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "config.middleware.HeadersMiddleware",
    "config.middleware.EncodingMiddleware",
    "config.middleware.ForeignCookiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "config.middleware.SharingMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "stories.middleware.HiddenStoriesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "home.templatetags.site_tags", "home.templatetags.patchwork"],
        },
    },
]

# ---------------------------------------------------------------- database, cache, mail

DATABASES = {"default": ENV.database}
if ENV.database["ENGINE"].endswith("sqlite3"):
    # 50 writers: 55 % "database is locked" with Django's defaults, none with these (docs/decisions/0003).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]]
if ENV.cache_url:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.cache_url}}
else:
    # One cache for all processes of the machine, or each would grant its own quota.
    CACHES = {
        "default": {
            "BACKEND": "home.cache.FileCache",
            "LOCATION": str(ENV.var / "cache"),
            # More networks than a flood has; Django's 300 would let it wash away what counts it.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
    }

# Mail is written to a queue in the database, in the transaction that causes it; `manage.py send_queued_mail` sends it.
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": ENV.email["EMAIL_BACKEND"]},
    "DEFAULT_PRIORITY": "medium",
    "MAX_RETRIES": 10,
    # No rows of its own on what a server answered: that names whom the mail was for.
    "LOG_LEVEL": 0,
}
EMAIL_HOST = ENV.email["EMAIL_HOST"]
EMAIL_PORT = ENV.email["EMAIL_PORT"]
EMAIL_HOST_USER = ENV.email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = ENV.email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = ENV.email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = ENV.email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from

# What takes seconds is a row of the database, made by `manage.py db_worker --backend background`. Wagtail's own small
# tasks (the search index) stay where they are, in the request.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# ---------------------------------------------------------------- people

AUTH_USER_MODEL = "home.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
# Gone when the browser is closed: for a year it would show that somebody opened the form for stories.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "home.views.csrf_failure"

# ---------------------------------------------------------------- languages

LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = languages.choices(ENV.languages)
LANGUAGE_CODE = ENV.languages[0]
LANGUAGE_FALLBACKS = ENV.fallbacks
#: The second holds the empty catalogues of languages that nobody has translated the interface into (`prepare`).
LOCALE_PATHS = [BASE_DIR / "locale", ENV.var / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["home.formats"]
# For languages of which Django knows no formats (Swahili, Hausa, …); its own defaults are those of the United States.
DATE_FORMAT, TIME_FORMAT, DATETIME_FORMAT = "j F Y", "H:i", "j F Y, H:i"
SHORT_DATE_FORMAT, SHORT_DATETIME_FORMAT = "d/m/Y", "d/m/Y H:i"
MONTH_DAY_FORMAT, FIRST_DAY_OF_WEEK = "j F", 1
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# A submitted translation stays a draft: the engine would publish the untranslated text at once.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
# Off unless an operator names a machine; home.helping.machine says what is sent to it.
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = env.machine_translator(ENV)
TIME_ZONE = "UTC"
USE_TZ = True

# ---------------------------------------------------------------- files

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = ENV.var / "media"
STORAGES = {
    "default": {"BACKEND": "home.storage.SiteStorage"},
    "public": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": ENV.var / "private"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
#: A folder with fonts for PDF files in more alphabets than those of library/takeaway/fonts.
FONTS = ENV.fonts

# ---------------------------------------------------------------- Wagtail

WAGTAIL_SITE_NAME = "GGSN"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.search.backend", "SEARCH_CONFIG": "simple"}}
WAGTAILIMAGES_IMAGE_MODEL = "home.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif", "heic"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "webp", "heic": "webp", "png": "webp", "jpeg": "webp", "webp": "webp"}
WAGTAILDOCS_DOCUMENT_MODEL = "home.File"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "odt", "ods", "odp", "pdf", "txt", "zip", "mp3", "ogg", "opus", "m4a"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# A browser may not run what an editor uploads.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "text/plain"]
WAGTAILAPI_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "stories.publishing.publish_what_was_reviewed"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# home.purging names the addresses of every language itself.
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []
if ENV.frontend_cache:
    WAGTAILFRONTENDCACHE = {
        "default": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": ENV.frontend_cache},
    }

# ---------------------------------------------------------------- safety

X_FRAME_OPTIONS = "SAMEORIGIN"
# Not "no-referrer": browsers then send "Origin: null" with forms, which the CSRF check refuses. Others get nothing.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}
#: Wagtail's admin has no nonces; it gets its own, wider policy (config.middleware).
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}
SECURITY_CONTACT = ENV.security_contact
TRUSTED_PROXY = ENV.trusted_proxy
CHECK_LINKS = ENV.check_links
# How long what was sent in is kept when it is not published, and a contact after the decision (docs/operators.md).
STORY_DAYS = ENV.story_days
CONTACT_DAYS = ENV.contact_days
# Whether beginning a story costs work: auto, always or never (stories.steps.pressure). What is signed with the key
# holds for minutes, so the site's own key, which the settings that follow know, is enough to make it from.
STORY_PRESSURE = ENV.story_pressure
ALTCHA_HMAC_KEY = SimpleLazyObject(lambda: salted_hmac("stories.steps.pressure", "", algorithm="sha256").hexdigest())
DEMO = ENV.demo

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # No address of a reader, no query string: the path and the reason are enough to mend a fault.
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    # 503 is never a surprise: a story could not be stored, whose reason stories.views logs.
    "filters": {
        "unexpected": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 503,
        },
        "nameless": {"()": "config.logs.Nameless"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # A scan with foreign host names would fill the disk with tracebacks; the answer, 400, is enough.
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.request": {"filters": ["unexpected"]},
        # With a handler here it adds none of its own. What it logs is stripped before any handler has it.
        "post_office": {"handlers": ["console"], "filters": ["nameless"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
