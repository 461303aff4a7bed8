"""What the tests of stories and news share."""

from __future__ import annotations

from typing import Any

import lxml.html
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import PageViewRestriction

from network.models import NetworkIndexPage


def seen(client: Client, path: str, **query: str) -> Any:
    """The page at this path as a tree; it must exist."""
    response = client.get(path, query)
    assert response.status_code == 200, (path, query)
    return lxml.html.document_fromstring(response.content.decode())


def texts(tree: Any, xpath: str) -> list[str]:
    """The texts of what is found, with single spaces."""
    return [" ".join(found.text_content().split()) for found in tree.xpath(xpath)]


def one(tree: Any, xpath: str) -> Any:
    """The only element that is found."""
    (found,) = tree.xpath(xpath)
    return found


def make_private(page: Any) -> None:
    """Only for people who log in."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def warm_up(client: Client, path: str) -> None:
    """Fill what a process keeps (languages, content types, the site's root), so that queries can be counted."""
    ContentType.objects.get_for_model(NetworkIndexPage)
    assert client.get(path).status_code == 200
