"""The sections of the home page. What they show of the other apps comes through those apps' template tags."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class LeadSection(blocks.StructBlock):
    """The marigold opening with the search field."""

    heading = blocks.CharBlock(label=_("Headline"))
    text = blocks.TextBlock(label=_("Lede"))
    searches = blocks.ListBlock(
        blocks.CharBlock(label=_("Search")),
        label=_("Searches to try"),
        help_text=_("Three or four words that people here look for."),
        required=False,
    )

    class Meta:
        icon = "home"
        label = _("Opening with search")
        template = "home/sections/lead.html"


class ListSection(blocks.StructBlock):
    """A section that fills itself: a heading and how many items."""

    heading = blocks.CharBlock(label=_("Heading"))
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=4)


class FacingSection(ListSection):
    """“What are you facing?”: challenges as people say them."""

    count = blocks.IntegerBlock(label=_("How many"), min_value=3, max_value=12, default=9)

    class Meta:
        icon = "help"
        label = _("What are you facing?")
        template = "home/sections/facing.html"


class LibrarySection(ListSection):
    """The newest guides."""

    class Meta:
        icon = "doc-full-inverse"
        label = _("New in the library")
        template = "home/sections/library.html"


class StoriesSection(ListSection):
    """The newest stories, the first one large."""

    invitation = blocks.CharBlock(label=_("Invitation to send a story"))

    class Meta:
        icon = "openquote"
        label = _("Stories")
        template = "home/sections/stories.html"


class CallsAndNewsSection(blocks.StructBlock):
    """The next calls beside the latest news."""

    calls_heading = blocks.CharBlock(label=_("Heading of the calls"))
    news_heading = blocks.CharBlock(label=_("Heading of the news"))
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=6, default=3)

    class Meta:
        icon = "calendar-alt"
        label = _("Calls and news")
        template = "home/sections/calls_and_news.html"


class NetworkSection(blocks.StructBlock):
    """The map and the call to take part."""

    heading = blocks.CharBlock(label=_("Heading"))
    lede = blocks.TextBlock(label=_("Lede"))
    text = blocks.TextBlock(label=_("Text"), required=False, default="")

    class Meta:
        icon = "site"
        label = _("The network")
        template = "home/sections/network.html"


class InvitationSection(blocks.StructBlock):
    """One thing we would like the reader to do."""

    heading = blocks.CharBlock(label=_("Heading"))
    text = blocks.TextBlock(label=_("Text"))
    button = blocks.CharBlock(label=_("Words on the button"))
    page = blocks.PageChooserBlock(label=_("Where it leads"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "home/sections/invitation.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The chosen page in the reader's language: choosers keep pointing at the language they were filled in."""
        context = super().get_context(value, parent_context=parent_context)
        page = value.get("page")
        context["page_in_language"] = page.localized if page else None
        return context


class HomeSections(blocks.StreamBlock):
    """What the home page is made of, in any order."""

    lead = LeadSection()
    facing = FacingSection()
    library = LibrarySection()
    stories = StoriesSection()
    calls_and_news = CallsAndNewsSection()
    network = NetworkSection()
    invitation = InvitationSection()

    class Meta:
        block_counts = {"lead": {"min_num": 1, "max_num": 1}}
