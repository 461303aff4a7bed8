"""The editor's form for a picture that came with a story: it hides, and shows nothing that nobody agreed to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from home.models import Picture, User
from stories import receiving
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.home import planted
from tests.stories.forms import picture, story
from tests.stories.review import make_public, signed_in
from tests.stories.test_pictures import read, status

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def form(one: Picture, **changes: Any) -> dict[str, Any]:
    """Everything in it."""
    focus = dict.fromkeys(("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"), "")
    values = {"title": one.title, "description": one.description, "consent": one.consent, "credit": one.credit}
    return {**values, "collection": one.collection_id, "tags": "", **focus, **changes}


def edit(user: User, one: Picture, **changes: Any) -> Any:
    return signed_in(user).post(reverse("wagtailimages:edit", args=[one.pk]), form(one, **changes))


def public(*consents: str) -> tuple[StoryPage, list[Picture]]:
    """A public story and its pictures."""
    sent = tuple(picture(consent, alt=consent) for consent in consents)
    page = make_public(receiving.submit(story(pictures=sent))[0].page)
    return page, list(Picture.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("was", "consent"), [("unclear", "agreed"), ("unclear", "nobody"), ("agreed", "nobody"), ("nobody", "agreed")]
)
def test_editors_do_not_say_what_people_agreed_to(site: SmallSite, editor: User, was: str, consent: str) -> None:
    page, (one,) = public(was)
    shown = len(read(page))
    response = edit(editor, one, consent=consent)
    assert response.status_code == 200
    assert "It belongs to what was sent in: you can hide it." in response.content.decode()
    one.refresh_from_db()
    assert (one.consent, len(read(page))) == (was, shown)


def test_editors_do_not_say_it_where_many_are_edited(site: SmallSite, editor: User) -> None:
    page, (one,) = public("unclear")
    data = {f"image-{one.pk}-{name}": value for name, value in form(one, consent="agreed").items()}
    address = reverse("wagtailimages:edit_multiple", args=[one.pk])
    response = signed_in(editor).post(address, data, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert (response.status_code, response.json()["success"]) == (200, False)
    one.refresh_from_db()
    assert (one.consent, read(page)) == ("unclear", [])


def test_no_other_file_takes_its_place(site: SmallSite, editor: User) -> None:
    page, (one,) = public("nobody")
    was, shown = one.file.name, read(page)
    response = edit(editor, one, file=SimpleUploadedFile("other.jpg", planted.jpeg(), "image/jpeg"))
    assert "Put another picture into the text instead." in response.content.decode()
    one.refresh_from_db()
    assert (response.status_code, one.file.name, read(page)) == (200, was, shown)


def test_nobody_is_named_beside_it(site: SmallSite, editor: User) -> None:
    _page, (one,) = public("nobody")
    response = edit(editor, one, credit="Maria of Mill Street")
    assert "nobody can be named here." in response.content.decode()
    one.refresh_from_db()
    assert one.credit == ""


def test_it_can_be_hidden_and_its_name_taken_away(site: SmallSite, editor: User) -> None:
    page, (one,) = public("agreed")
    Picture.objects.update(credit="Maria of Mill Street")
    addresses = read(page)
    assert edit(editor, one, consent="unclear", credit="", title="A board").status_code == 302
    one.refresh_from_db()
    assert (one.consent, one.credit, one.title) == ("unclear", "", "A board")
    assert {status(address) for address in addresses} == {404}


def test_pictures_of_editors_are_theirs_to_change(site: SmallSite, editor: User) -> None:
    content = picture().content
    one = Picture.objects.create(title="Ours", file=SimpleUploadedFile("ours.webp", content), consent="unclear")
    other = SimpleUploadedFile("other.jpg", planted.jpeg(), "image/jpeg")
    was = one.file.name
    assert edit(editor, one, consent="agreed", credit="Asha", file=other).status_code == 302
    one.refresh_from_db()
    assert (one.consent, one.credit, one.file.name != was) == ("agreed", "Asha", True)
