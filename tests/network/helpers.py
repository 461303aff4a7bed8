"""What the tests of the network share."""

from __future__ import annotations

import datetime
from typing import Any

import lxml.html
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import PageViewRestriction

from network.models import NetworkIndexPage


def items(*texts: str) -> list[tuple[str, str]]:
    """The value of `offers` or `asks`."""
    return [("item", text) for text in texts]


def utc(*moment: int) -> datetime.datetime:
    """A moment in UTC."""
    return datetime.datetime(*moment, tzinfo=datetime.UTC)  # type: ignore[misc, arg-type]


def tree(client: Client, path: str) -> Any:
    """The page at this path, parsed; it must exist."""
    response = client.get(path)
    assert response.status_code == 200, path
    return lxml.html.document_fromstring(response.content.decode())


def texts(document: Any, xpath: str) -> list[str]:
    """The texts of what is found, with single spaces."""
    return [" ".join(found.text_content().split()) for found in document.xpath(xpath)]


def titles(document: Any) -> list[str]:
    """The titles of the rows of a list."""
    return texts(document, "//main//li//h3")


def make_private(page: Any) -> None:
    """Only for people who log in."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def warm_up(client: Client, path: str) -> None:
    """Fill what a process keeps (languages, content types, the site's root), so that queries can be counted."""
    ContentType.objects.get_for_model(NetworkIndexPage)
    assert client.get(path).status_code == 200
