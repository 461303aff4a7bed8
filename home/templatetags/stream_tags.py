"""Rendering of StreamFields."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from home.links import known_links

register = template.Library()


class KnownLinksNode(template.Node):
    """See `known_links_of`."""

    def __init__(self, body: FilterExpression, inner: NodeList) -> None:
        self.body, self.inner = body, inner

    def render(self, context: Context) -> SafeString:
        """What stands inside, with the links of the body looked up beforehand."""
        with known_links(self.body.resolve(context)):
            return self.inner.render(context)


@register.tag("known_links_of")
def known_links_of(parser: Parser, token: Token) -> KnownLinksNode:
    """`{% known_links_of page.body %}…{% endknown_links_of %}` – one query for all page links of a StreamField."""
    _name, body = token.split_contents()
    inner = parser.parse(("endknown_links_of",))
    parser.delete_first_token()
    return KnownLinksNode(parser.compile_filter(body), inner)
