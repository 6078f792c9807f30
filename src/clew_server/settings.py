"""Django's settings, all of them made from :mod:`clew_server.configuration`; nothing else reads the environment."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from clew_server.configuration import configuration
from clew_server.policy import PIECE, SMALL
from clew_server.web.catalogues import compiled_catalogues

CONFIGURATION = configuration()

SECRET_KEY = CONFIGURATION.secret_key
DEBUG = False
ALLOWED_HOSTS = [*CONFIGURATION.allowed_hosts, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "clew_server.urls"
ASGI_APPLICATION = "clew_server.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "clew_server.accounts",  # before allauth: our templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "clew_server.web",
    "clew_server.jobs",
    "clew_server.erasure",
    "clew_server.status",
    "clew_server.insights",
    "clew_server.insights.kept",
    "clew_server.insights.hiding",
    "clew_server.insights.feedback",
    "clew_server.insights.customers",
    "clew_server.insights.paths",
    "clew_server.insights.service",
    "clew_server.insights.reasons",
    "clew_server.company",
    "clew_server.insights.pulse",
    "clew_server.insights.touchpoints",
    "clew_server.imports",
    "clew_server.collect",
    "clew_server.surveys",
    "clew_server.insights.questions",
    "clew_server.insights.dashboards",
]

MIDDLEWARE = [
    "clew_server.web.headers.HeadersMiddleware",
    "clew_server.web.timing.TimingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "clew_server.accounts.login.sessions.SessionMiddleware",
    "clew_server.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clew_server.accounts.gate.GateMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "clew_server.web.page.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "clew_server.web.templatetags.clew",
                "clew_server.insights.filters",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """Return Django's description of the database: SQLite in the data folder, or PostgreSQL by its address."""
    if not CONFIGURATION.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CONFIGURATION.server_folder / "server.sqlite3",
            "CONN_MAX_AGE": None,  # threads stay, and to open a connection takes longer than what a page asks of it
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"
                ),
            },
            "TEST": {"NAME": None},
        }
    parts = urlsplit(CONFIGURATION.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        # seconds, and milliseconds after which what the network swallowed is given up
        "OPTIONS": {"connect_timeout": 5, "tcp_user_timeout": 10_000},
    }


DATABASES = {"default": _database()}

# accounts ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["clew_server.accounts.login.passwords.Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "clew_server.accounts.login.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "clew_server.accounts.login.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = False  # ours are shared by all processes: clew_server.accounts.limits
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {"reset_password": "clew_server.accounts.forms.ResetPasswordForm"}
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Clew"
MFA_ADAPTER = "clew_server.accounts.login.adapters.SecondFactorAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": CONFIGURATION.oidc_name or "SSO",
                "client_id": CONFIGURATION.oidc_client_id,
                "secret": CONFIGURATION.oidc_client_secret,
                "settings": {"server_url": CONFIGURATION.oidc_server, "oauth_pkce_enabled": True},
            }
        ]
        if CONFIGURATION.oidc_server
        else []
    }
}

# sessions and cookies ------------------------------------------------------------------------------------------------
SESSION_ENGINE = "clew_server.accounts.login.store"
SESSION_COOKIE_NAME = "clew_session"
SESSION_COOKIE_AGE = 12 * 3600  # idle; the absolute age is in clew_server.accounts.login.sessions
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIGURATION.has_secure_cookies
CSRF_COOKIE_NAME = "clew_csrf"
CSRF_COOKIE_SECURE = CONFIGURATION.has_secure_cookies
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clew_server.web.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in CONFIGURATION.allowed_hosts]
SECURE_SSL_REDIRECT = False  # the proxy before us does that
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if CONFIGURATION.has_secure_cookies else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIGURATION.has_secure_cookies
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([CONFIGURATION.oidc_server] if CONFIGURATION.oidc_server else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# static files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = CONFIGURATION.server_folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "clew_server.web.assets.AssetStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clew_server.web.charts.BundleFinder",
]

# uploads: how large a body may be is said in the policy; what is not small waits on the disk ------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = PIECE
FILE_UPLOAD_MAX_MEMORY_SIZE = SMALL
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_TEMP_DIR = str(CONFIGURATION.server_folder / "incoming")  # not /tmp: that may be memory

# languages -----------------------------------------------------------------------------------------------------------
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pl", "Polski"), ("ro", "Română"), ("ru", "Русский")]
LANGUAGE_COOKIE_NAME = "clew_language"
LOCALE_PATHS = [compiled_catalogues()]

# e-mail --------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.email_from
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # never to the log: an e-mail may hold a way in
EMAIL_TIMEOUT = 20
if CONFIGURATION.email_url:
    _mail = urlsplit(CONFIGURATION.email_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or (465 if _mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"

# caches: none is shared; what processes must agree on is in the database ----------------------------------------------
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"clew_server": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the redirect to https belongs to the proxy
    "security.W002",  # the frame's header is in clew_server.web.headers, also on what Django does not serve
    "security.W021",  # a browser's preload list is the domain's affair, not the program's
]
