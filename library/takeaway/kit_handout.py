"""A kit as one paper: a chapter for each guide, with what the kit says of it, and the licences at the end."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property

from django.utils.translation import gettext

from home.templatetags.site_tags import in_this_language
from library.kits import Kit, Part
from library.models import GuidePage, KitPage
from library.takeaway.handout import Handout, Paper
from library.takeaway.markup import Node, plain

#: Headings of a guide stand below the heading of its chapter.
DEEPER = {"h2": "h3", "h3": "h4"}


class KitHandout(Paper):
    """A kit for paper and e-readers, in its language; guides that are not in it come in the one that stands in."""

    page: KitPage

    def _body(self) -> list[Node]:
        self.kit = Kit(self.page, self.reading)
        whole = full_guides(self.kit)
        parts = [part for part in self.kit.parts if part.guide.pk in whole]
        self.handouts = [Handout.of(whole[part.guide.pk]) for part in parts]
        body = self.rendered("library/kit_handout.html")
        for part, handout in zip(parts, self.handouts, strict=True):
            self.pictures |= handout.pictures
            body.append(self._chapter(part, handout))
        return [*body, *self.rendered("library/kit_credits.html", kit=self.kit)]

    def _chapter(self, part: Part, handout: Handout) -> Node:
        there = {"lang": handout.language, "dir": handout.direction} if handout.language != self.language else {}
        chapter = Node("chapter", [Node("h2", [Node("bdi", [handout.title], there)] if there else [handout.title])])
        if there:
            words = gettext("This guide is not in %(language)s yet. Here it is in %(other)s.") % {
                "language": in_this_language(self.language),
                "other": in_this_language(handout.language),
            }
            chapter.children.append(Node("p", [words]))
        chapter.children += [Node("p", [Node("em", [line])]) for line in plain(part.note).splitlines() if line.strip()]
        text = Node("part", list(deepcopy(handout.body)), dict(there))
        if handout.summary:
            text.children.insert(0, Node("p", [Node("strong", [handout.summary])]))
        for node in text.walk():
            node.tag = DEEPER.get(node.tag, node.tag)
            node.attributes.pop("id", None)
        chapter.children.append(text)
        return chapter

    @property
    def pattern(self) -> str:
        """That of the first guide."""
        return self.kit.pattern

    @cached_property
    def authors(self) -> list[str]:
        """Who wrote its guides."""
        return list(dict.fromkeys(name for handout in self.handouts for name in handout.authors)) or ["GGSN"]

    @property
    def version(self) -> str:
        """Its title: a kit has no number, its guides have."""
        return self.title


def full_guides(kit: Kit) -> dict[int, GuidePage]:
    """The guides of a kit with their texts, which lists leave out. One query."""
    chosen = [guide.pk for guide in kit.guides]
    return {guide.pk: guide for guide in GuidePage.objects.published().filter(pk__in=chosen)}
