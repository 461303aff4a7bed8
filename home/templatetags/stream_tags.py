"""Rendering of StreamFields."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from home.links import known_links
from home.seen import known_pictures

register = template.Library()


class KnownLinksNode(template.Node):
    """See `known_links_of`."""

    def __init__(self, body: FilterExpression, inner: NodeList) -> None:
        self.body, self.inner = body, inner

    def render(self, context: Context) -> SafeString:
        """What stands inside, with the links and the pictures of the body looked up beforehand."""
        body = self.body.resolve(context)
        with known_links(body), known_pictures(body):
            return self.inner.render(context)


@register.tag("known_links_of")
def known_links_of(parser: Parser, token: Token) -> KnownLinksNode:
    """`{% known_links_of page.body %}…{% endknown_links_of %}` – one query for all page links of a StreamField.

    Whether its pictures may be seen is asked once as well (home.seen).
    """
    _name, body = token.split_contents()
    inner = parser.parse(("endknown_links_of",))
    parser.delete_first_token()
    return KnownLinksNode(parser.compile_filter(body), inner)
