"""The import in the admin: a check, then the import, as far as one request has the time."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from home import roles
from library.models import GuidePage
from tests import factories
from tests.factories import SmallSite


def signed_in(*groups: str) -> Client:
    client = Client()
    client.force_login(factories.user("somebody", *groups))
    return client


def sent(client: Client) -> Any:
    files = [SimpleUploadedFile("a.md", b"## First\n\nWords.\n"), SimpleUploadedFile("b c.md", b"Two.\n")]
    content = "id,language,title,file\n1,en,One,a.md\n2,en,Two,b c.md\n3,xx,Three,\n"
    return client.post(
        "/admin/library/import/", {"records": SimpleUploadedFile("l.csv", content.encode()), "documents": files}
    )


def tree_text(response: Any) -> str:
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def test_first_a_check_then_the_import(site: SmallSite) -> None:
    editor = signed_in(roles.EDITORS)
    checked = sent(editor)
    assert [(o.name, o.what) for o in checked.context["part"].outcomes] == [
        ("1 (en)", "new"),
        ("2 (en)", "new"),
        ("3 (xx)", "refused"),
    ]
    assert not GuidePage.objects.exists()
    token = checked.context["token"]
    done = editor.post("/admin/library/import/", {"token": token})
    assert "What was done" in done.content.decode()
    assert set(GuidePage.objects.values_list("title", "live")) == {("One", False), ("Two", False)}
    again = editor.post("/admin/library/import/", {"token": token})
    assert "Please send them again." in again.content.decode()


def test_what_one_request_has_no_time_for_goes_on_in_the_next(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.importing.views.SECONDS", 0)
    editor = signed_in(roles.EDITORS)
    checked = sent(editor)
    assert "1 of 3 lines. The others are looked at when they are imported." in tree_text(checked)
    given = {"token": checked.context["token"]}
    for done, titles in ((1, ["One"]), (2, ["One", "Two"]), (3, ["One", "Two"])):
        answer = editor.post("/admin/library/import/", given)
        assert sorted(GuidePage.objects.values_list("title", flat=True)) == titles
        assert (f"{done} of 3 lines." in tree_text(answer)) is (done < 3)
        given["after"] = answer.context["part"].last
    assert "Please send them again." in editor.post("/admin/library/import/", given).content.decode()


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "٣", ""])
def test_odd_places_to_go_on_from(site: SmallSite, after: str) -> None:
    editor = signed_in(roles.EDITORS)
    token = sent(editor).context["token"]
    assert editor.post("/admin/library/import/", {"token": token, "after": after}).status_code == 200
    assert GuidePage.objects.count() == 2


@pytest.mark.parametrize("token", ["../../etc", "0000000000-aaaaaaaaaaaaaaaaaaaaaa", "x"])
def test_tokens_that_nobody_was_given(site: SmallSite, token: str) -> None:
    answer = signed_in(roles.EDITORS).post("/admin/library/import/", {"token": token})
    assert "Please send them again." in answer.content.decode()


def test_nothing_chosen(site: SmallSite) -> None:
    answer = signed_in(roles.EDITORS).post("/admin/library/import/", {})
    assert (answer.status_code, "This field is required." in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("group", [roles.REVIEWERS, "Translators: en"])
def test_only_for_those_who_may_add_guides(site: SmallSite, group: str) -> None:
    client = signed_in(group)
    assert sent(client).status_code == 302
    assert "Import guides" not in client.get("/admin/").content.decode()
    assert not GuidePage.objects.exists()
