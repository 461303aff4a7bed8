"""One typed reader of the environment.

Every setting that an operator may choose is read here, once. A value that makes no sense stops the start with one
sentence that names the variable. `.env.example` documents each of them; a test keeps the two in step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

#: Every variable the site reads. A GGSN_ variable that is not here is refused: it is a typing error or a dead setting.
KNOWN = (
    "GGSN_SECRET_KEY",
    "GGSN_BASE_URL",
    "GGSN_LANGUAGES",
    "GGSN_FALLBACKS",
    "GGSN_VAR",
    "GGSN_EMAIL_URL",
    "GGSN_MAIL_FROM",
    "GGSN_CACHE_URL",
    "GGSN_FRONTEND_CACHE",
    "GGSN_TRUSTED_PROXY",
    "GGSN_SECURITY_CONTACT",
    "GGSN_FONTS",
    "GGSN_CHECK_LINKS",
    "GGSN_STORY_DAYS",
    "GGSN_CONTACT_DAYS",
    "GGSN_STORY_PRESSURE",
    "GGSN_LIBRETRANSLATE_URL",
    "GGSN_LIBRETRANSLATE_KEY",
    "GGSN_DEEPL_KEY",
    "GGSN_DEMO",
    "DATABASE_URL",
)
DEFAULT_LANGUAGES = ["en", "fr", "es", "pt", "ar", "sw"]
#: Seconds that a translation machine may take for an answer, while somebody waits for it.
MACHINE_TIMEOUT = 20
#: When beginning a story costs the computer of its sender some work.
PRESSURES = ("auto", "always", "never")
#: A name, an IPv4 or an IPv6 address.
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)
MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


@dataclass(frozen=True)
class Environment:
    """What the environment says, checked and typed."""

    secret_key: str
    base_url: str
    languages: list[str]
    fallbacks: dict[str, list[str]]
    var: Path
    email: dict[str, Any]
    mail_from: str
    cache_url: str
    frontend_cache: str
    trusted_proxy: bool
    security_contact: str
    fonts: Path | None
    check_links: bool
    story_days: int
    contact_days: int
    story_pressure: str
    libretranslate_url: str
    libretranslate_key: str = field(repr=False)
    deepl_key: str = field(repr=False)
    demo: bool
    database: dict[str, Any]


def read(root: Path) -> Environment:
    """Read and check the environment; a `.env` file in `root` fills what the environment leaves open.

    Raises ImproperlyConfigured with a sentence that names the variable.
    """
    env = Env()
    env.read_env(root / ".env", recurse=False)
    try:
        settings = Environment(
            secret_key=env.str("GGSN_SECRET_KEY", ""),
            base_url=env.str("GGSN_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            languages=[code.strip() for code in env.list("GGSN_LANGUAGES", DEFAULT_LANGUAGES)],
            fallbacks=_fallbacks(env.str("GGSN_FALLBACKS", "")),
            var=_var(env, root),
            email=env.dj_email_url("GGSN_EMAIL_URL", "console://"),
            mail_from=env.str("GGSN_MAIL_FROM", "GGSN <editors@ggsn.example>"),
            cache_url=env.str("GGSN_CACHE_URL", ""),
            frontend_cache=env.str("GGSN_FRONTEND_CACHE", ""),
            trusted_proxy=env.bool("GGSN_TRUSTED_PROXY", False),
            security_contact=env.str("GGSN_SECURITY_CONTACT", "mailto:security@ggsn.example"),
            fonts=env.path("GGSN_FONTS", None),
            check_links=env.bool("GGSN_CHECK_LINKS", False),
            story_days=env.int("GGSN_STORY_DAYS", 90),
            contact_days=env.int("GGSN_CONTACT_DAYS", 90),
            story_pressure=env.str("GGSN_STORY_PRESSURE", "auto").strip(),
            libretranslate_url=env.str("GGSN_LIBRETRANSLATE_URL", "").rstrip("/"),
            libretranslate_key=env.str("GGSN_LIBRETRANSLATE_KEY", ""),
            deepl_key=env.str("GGSN_DEEPL_KEY", ""),
            demo=env.bool("GGSN_DEMO", False),
            database=env.dj_db_url("DATABASE_URL", "sqlite:///" + str(_var(env, root) / "ggsn.sqlite3")),
        )
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(str(error)) from error
    _refuse_unknown()
    _check(settings)
    return settings


def _var(env: Env, root: Path) -> Path:
    named = env.str("GGSN_VAR", str(root / "var")).strip()
    if not named:
        raise ValueError("GGSN_VAR must name a folder.")
    return Path(named)


def _fallbacks(text: str) -> dict[str, list[str]]:
    """`pt:es,en sw:en` → {"pt": ["es", "en"], "sw": ["en"]}."""
    chains = {}
    for part in text.split():
        language, colon, chain = part.partition(":")
        if not (colon and language and chain):
            raise ValueError(f'GGSN_FALLBACKS: "{part}" is not of the form language:language,language.')
        chains[language] = chain.split(",")
    return chains


def _refuse_unknown() -> None:
    import os

    unknown = sorted(name for name in os.environ if name.startswith("GGSN_") and name not in KNOWN)
    if unknown:
        raise ImproperlyConfigured(f"{unknown[0]} is not a setting of this site; see .env.example for those that are.")


def _check(settings: Environment) -> None:
    for language in settings.languages:
        if not LANGUAGE_CODE.fullmatch(language):
            raise ImproperlyConfigured(f'GGSN_LANGUAGES: "{language}" is not a language code such as en or pt-br.')
    if not settings.languages or len(set(settings.languages)) != len(settings.languages):
        raise ImproperlyConfigured("GGSN_LANGUAGES must name at least one language, and each only once.")
    for name, days in (("GGSN_STORY_DAYS", settings.story_days), ("GGSN_CONTACT_DAYS", settings.contact_days)):
        if not 1 <= days <= 3650:
            raise ImproperlyConfigured(f"{name} must be a number of days from 1 to 3650.")
    if settings.story_pressure not in PRESSURES:
        raise ImproperlyConfigured(f"GGSN_STORY_PRESSURE must be one of {', '.join(PRESSURES)}.")
    for language, chain in settings.fallbacks.items():
        for code in [language, *chain]:
            if code not in settings.languages:
                raise ImproperlyConfigured(f'GGSN_FALLBACKS: "{code}" is not one of GGSN_LANGUAGES.')
        if language in chain:
            raise ImproperlyConfigured(f'GGSN_FALLBACKS: "{language}" cannot stand in for itself.')
    _check_addresses(settings)


def _check_addresses(settings: Environment) -> None:
    if not settings.database["ENGINE"].endswith(("sqlite3", "postgresql")):
        raise ImproperlyConfigured("DATABASE_URL must be like postgres://user:password@host/name or sqlite:///path.")
    if "EMAIL_BACKEND" not in settings.email:
        raise ImproperlyConfigured("GGSN_EMAIL_URL must be like submission://user:password@host:587 or console://.")
    if not MAIL_ADDRESS.fullmatch(parseaddr(settings.mail_from)[1]):
        raise ImproperlyConfigured("GGSN_MAIL_FROM must hold an address, like GGSN <editors@ggsn.example>.")
    if not _is_address(settings.base_url, "http", "https") or urlsplit(settings.base_url).path:
        raise ImproperlyConfigured("GGSN_BASE_URL must be like https://ggsn.example, without a path.")
    if settings.cache_url and not _is_address(settings.cache_url, "redis", "rediss"):
        raise ImproperlyConfigured("GGSN_CACHE_URL must be an address such as redis://127.0.0.1:6379/0.")
    if settings.frontend_cache and not _is_address(settings.frontend_cache, "http", "https"):
        raise ImproperlyConfigured("GGSN_FRONTEND_CACHE must be an address such as http://127.0.0.1:6081.")
    if settings.fonts and not settings.fonts.is_dir():
        raise ImproperlyConfigured(f"GGSN_FONTS: {settings.fonts} is not a folder.")
    _check_machines(settings)
    contact = settings.security_contact
    if not (_is_address(contact, "https") or MAIL_ADDRESS.fullmatch(contact.removeprefix("mailto:"))):
        raise ImproperlyConfigured("GGSN_SECURITY_CONTACT must start with mailto: or https://.")


def _check_machines(settings: Environment) -> None:
    """At most one, with all that it needs."""
    if settings.libretranslate_url and settings.deepl_key:
        raise ImproperlyConfigured("Set GGSN_LIBRETRANSLATE_URL or GGSN_DEEPL_KEY, not both.")
    if settings.libretranslate_url and not _is_address(settings.libretranslate_url, "http", "https"):
        raise ImproperlyConfigured("GGSN_LIBRETRANSLATE_URL must be an address such as https://translate.ggsn.example.")
    if settings.libretranslate_key and not settings.libretranslate_url:
        raise ImproperlyConfigured("GGSN_LIBRETRANSLATE_KEY needs GGSN_LIBRETRANSLATE_URL.")


def machine_translator(settings: Environment) -> dict[str, Any] | None:
    """wagtail-localize's setting for the machine that was chosen; None where none was."""
    if settings.libretranslate_url:
        options = {
            "LIBRETRANSLATE_URL": settings.libretranslate_url,
            "API_KEY": settings.libretranslate_key,
            "TIMEOUT": MACHINE_TIMEOUT,
        }
        return {"CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator", "OPTIONS": options}
    if settings.deepl_key:
        options = {"AUTH_KEY": settings.deepl_key, "TIMEOUT": MACHINE_TIMEOUT}
        return {"CLASS": "wagtail_localize.machine_translators.deepl.DeepLTranslator", "OPTIONS": options}
    return None


def _is_address(text: str, *schemes: str) -> bool:
    """Whether this is an address with a host and nothing that has no place here: blanks, a query, a bad port."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 – raises for a port that cannot be
    except ValueError:
        return False
    may_log_in = parts.scheme.startswith("redis")
    return bool(
        parts.scheme in schemes
        and parts.hostname
        and HOST.fullmatch(parts.hostname)
        and not (parts.query or parts.fragment)
        and (may_log_in or "@" not in parts.netloc)
    )
