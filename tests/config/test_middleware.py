"""The language of an answer, and what may be kept of it, with every piece of middleware in place."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import SmallSite


@pytest.mark.parametrize("cookie", ["", "fr", "xx", "../../etc"])
@pytest.mark.parametrize("accepted", ["", "ar", "fr-CA,fr;q=0.9", "*", "xx;q=nonsense"])
def test_the_address_says_the_language_and_nothing_else_does(
    site: SmallSite, client: Client, cookie: str, accepted: str
) -> None:
    client.cookies["django_language"] = cookie
    response = client.get("/en/", headers={"Accept-Language": accepted})
    assert (response.status_code, response.headers["Content-Language"]) == (200, "en")
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("accepted", "language"), [("ar", "ar"), ("fr-CA", "fr"), ("de,sw;q=0.1", "sw"), ("", "en"), ("*", "en")]
)
def test_addresses_without_a_language_speak_the_browsers(
    site: SmallSite, client: Client, accepted: str, language: str
) -> None:
    client.cookies["django_language"] = "es"
    response = client.get("/admin/login/", headers={"Accept-Language": accepted})
    assert (response.status_code, response.headers["Content-Language"]) == (200, language)
    assert f'lang="{language}"' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/nothing/", "/xx/library/", "/EN/", "/en-gb/"])
def test_nobody_is_sent_elsewhere(site: SmallSite, client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept-Language": "fr"})
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_what_the_admin_answers_is_nobodys_to_keep(site: SmallSite, client: Client) -> None:
    response = client.get("/admin/login/")
    assert "no-store" in response.headers["Cache-Control"]
    assert "s-maxage" not in response.headers["Cache-Control"]


def test_only_the_admin_may_run_inline_script(site: SmallSite, client: Client) -> None:
    policies = {path: client.get(path).headers["Content-Security-Policy"] for path in ("/en/", "/admin/login/")}
    directives = {part.strip() for part in policies["/en/"].split(";")}
    assert {"default-src 'none'", "script-src 'self'"} <= directives
    assert "unsafe-inline" not in policies["/en/"]
    assert "unsafe-inline" in policies["/admin/login/"]
