"""The environment is read once, typed, and nonsense is refused in a sentence that names the variable."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.checks import check_languages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No variable of ours and no .env file."""
    for name in env.KNOWN:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_defaults(bare: Path) -> None:
    settings = env.read(bare)
    assert settings.languages == ["en", "fr", "es", "pt", "ar", "sw"]
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.var == bare / "var"
    assert settings.database["ENGINE"] == "django.db.backends.sqlite3"
    assert settings.database["NAME"] == str(bare / "var" / "ggsn.sqlite3")
    assert settings.fallbacks == {}
    assert not settings.demo
    assert not settings.check_links


def test_values(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GGSN_LANGUAGES", "en,pt,es")
    monkeypatch.setenv("GGSN_FALLBACKS", "pt:es,en")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db:5432/ggsn")
    settings = env.read(bare)
    assert settings.fallbacks == {"pt": ["es", "en"]}
    assert (settings.database["HOST"], settings.database["NAME"]) == ("db", "ggsn")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("GGSN_LANGUAGES", "en,English", 'GGSN_LANGUAGES: "English" is not a language code such as en or pt-br.'),
        ("GGSN_LANGUAGES", "en,en", "GGSN_LANGUAGES must name at least one language, and each only once."),
        ("GGSN_FALLBACKS", "pt=es", 'GGSN_FALLBACKS: "pt=es" is not of the form language:language,language.'),
        ("GGSN_FALLBACKS", "pt:de", 'GGSN_FALLBACKS: "de" is not one of GGSN_LANGUAGES.'),
        ("GGSN_BASE_URL", "ggsn.example", "GGSN_BASE_URL must be like https://ggsn.example, without a path."),
        ("GGSN_SECURITY_CONTACT", "me", "GGSN_SECURITY_CONTACT must start with mailto: or https://."),
        ("GGSN_SECURITY_CONTACT", "https://", "GGSN_SECURITY_CONTACT must start with mailto: or https://."),
        ("GGSN_FALLBACKS", "pt:es,pt", 'GGSN_FALLBACKS: "pt" cannot stand in for itself.'),
        ("GGSN_VAR", " ", "GGSN_VAR must name a folder."),
        ("GGSN_MAIL_FROM", "nobody", "GGSN_MAIL_FROM must hold an address, like GGSN <editors@ggsn.example>."),
        ("GGSN_CACHE_URL", "http://x", "GGSN_CACHE_URL must be an address such as redis://127.0.0.1:6379/0."),
        ("GGSN_FRONTEND_CACHE", "redis://x", "GGSN_FRONTEND_CACHE must be an address such as http://127.0.0.1:6081."),
        (
            "DATABASE_URL",
            "mysql://a:b@c/d",
            "DATABASE_URL must be like postgres://user:password@host/name or sqlite:///path.",
        ),
        *(
            ("GGSN_BASE_URL", value, "GGSN_BASE_URL must be like https://ggsn.example, without a path.")
            for value in ("https://x:99999", "https://a b", "https://x.org?x=1", "https://u:p@x.org", "https://x.org/y")
        ),
        ("GGSN_LANGUAGE", "en", "GGSN_LANGUAGE is not a setting of this site; see .env.example for those that are."),
    ],
)
def test_nonsense_is_refused(bare: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        env.read(bare)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GGSN_DEMO", "perhaps"),
        ("DATABASE_URL", "oracle7:nothing"),
        ("GGSN_EMAIL_URL", "pigeon://loft"),
        ("GGSN_CACHE_URL", "redis"),
    ],
)
def test_every_refusal_names_the_variable(bare: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        env.read(bare)


def test_a_file_fills_what_the_environment_leaves_open(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("GGSN_LANGUAGES=sw\nGGSN_MAIL_FROM=a@b.example\n")
    monkeypatch.setenv("GGSN_MAIL_FROM", "c@d.example")
    settings = env.read(bare)
    assert settings.languages == ["sw"]
    assert settings.mail_from == "c@d.example"


def test_blanks_between_languages_do_no_harm(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GGSN_LANGUAGES", "en, fr")
    assert env.read(bare).languages == ["en", "fr"]


def test_a_language_without_a_name_is_refused(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("qq", "qq")]
    assert [error.id for error in check_languages(None)] == ["ggsn.E002"]
    settings.LANGUAGES = [("en", "English"), ("so", "Soomaali"), ("pt-br", "Português")]
    assert check_languages(None) == []


def test_each_variable_is_documented() -> None:
    documented = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert documented == set(env.KNOWN)


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        ({"LIBRETRANSLATE_URL": "translate.example"}, "GGSN_LIBRETRANSLATE_URL must be an address"),
        ({"LIBRETRANSLATE_URL": "https://a:b@translate.example"}, "GGSN_LIBRETRANSLATE_URL must be an address"),
        ({"LIBRETRANSLATE_KEY": "k"}, "GGSN_LIBRETRANSLATE_KEY needs GGSN_LIBRETRANSLATE_URL"),
        ({"LIBRETRANSLATE_URL": "https://translate.example", "DEEPL_KEY": "k"}, "not both"),
    ],
)
def test_machines_that_make_no_sense(
    bare: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], refusal: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"GGSN_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=refusal):
        env.read(bare)


def test_machines(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.machine_translator(env.read(bare)) is None
    monkeypatch.setenv("GGSN_DEEPL_KEY", "secret:fx")
    settings = env.read(bare)
    deepl = env.machine_translator(settings)
    assert deepl == {
        "CLASS": "wagtail_localize.machine_translators.deepl.DeepLTranslator",
        "OPTIONS": {"AUTH_KEY": "secret:fx", "TIMEOUT": 20},
    }
    assert "secret:fx" not in repr(settings)
    monkeypatch.delenv("GGSN_DEEPL_KEY")
    monkeypatch.setenv("GGSN_LIBRETRANSLATE_URL", "http://127.0.0.1:5000/")
    libre = env.machine_translator(env.read(bare))
    assert libre == {
        "CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator",
        "OPTIONS": {"LIBRETRANSLATE_URL": "http://127.0.0.1:5000", "API_KEY": "", "TIMEOUT": 20},
    }
