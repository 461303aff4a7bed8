"""The environment is read once, typed, and nonsense is refused in a sentence that names the variable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

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


def test_each_variable_is_documented() -> None:
    documented = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert documented == set(env.KNOWN)
