"""Blocks with pictures, and links to things that are heavy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from home.seen import is_seen


class FigureBlock(blocks.StructBlock):
    """A picture with a text for those who cannot see it and a caption for all.

    A picture that not everybody may see (home.seen) is replaced by a note; the template decides, so nothing can leak
    by mistake. Reviewers see the pictures of a story before it is public, in its preview.
    """

    image = ImageBlock(label=_("Picture"))
    caption = blocks.RichTextBlock(label=_("Caption"), features=["bold", "italic", "link"], required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/figure.html"
        group = _("Pictures and links")

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        """Adds `is_seen`."""
        context = super().get_context(value, parent_context)
        picture = value.get("image")
        is_preview = getattr(context.get("request"), "is_preview", False)
        context["is_seen"] = picture is not None and (picture.may_be_shown if is_preview else is_seen(picture))
        return context

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: a picture may be withheld after the page was indexed, and its texts may describe people."""
        return []


class WithheldBlock(blocks.StructBlock):
    """A picture that exists and is not shown."""

    text = blocks.RichTextBlock(
        label=_("Why it is not shown, and what it shows"),
        features=["bold", "italic"],
        help_text=_("Say what the picture would have told, without describing a person."),
    )

    class Meta:
        icon = "view"
        label = _("Picture that we do not show")
        template = "blocks/withheld.html"
        group = _("Pictures and links")


class VideoLinkBlock(blocks.StructBlock):
    """A card that links to a film or a recording elsewhere. Nothing is loaded until the reader goes there."""

    title = blocks.CharBlock(label=_("Title"))
    text = blocks.CharBlock(label=_("What one sees or hears"), required=False, default="")
    url = blocks.URLBlock(label=_("Address"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, required=False)
    megabytes = blocks.IntegerBlock(label=_("Megabytes"), min_value=1, required=False)
    host = blocks.CharBlock(label=_("Who hosts it"), required=False, default="")
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=["bold", "italic", "ol", "ul", "link"],
        required=False,
        help_text=_("What is said and what is seen, for those who cannot hear it, see it or load it."),
    )

    class Meta:
        icon = "media"
        label = _("Film or recording")
        template = "blocks/video.html"
        group = _("Pictures and links")
