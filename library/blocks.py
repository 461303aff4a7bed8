"""Blocks that only guides have."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import VideoLinkBlock
from home.blocks.body import ProseBlocks


class SafetyBlock(blocks.StructBlock):
    """Questions that a group answers before it begins."""

    heading = blocks.CharBlock(label=_("Heading"), default=_("Is it safe to do this?"))
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link"], required=False)
    questions = blocks.ListBlock(
        blocks.CharBlock(label=_("Question")),
        label=_("Questions"),
        help_text=_("Questions that a group can answer, not tips."),
    )

    class Meta:
        icon = "warning"
        label = _("Safety box")
        template = "blocks/safety.html"
        group = _("Guide")


class ChecklistBlock(blocks.StructBlock):
    """Things to tick off. The ticks stay in the reader's browser and are not saved."""

    intro = blocks.RichTextBlock(label=_("Introduction"), features=["bold", "italic", "link"], required=False)
    items = blocks.ListBlock(blocks.CharBlock(label=_("Item")), label=_("Items"))

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        template = "blocks/checklist.html"
        group = _("Guide")


class GuideBlocks(ProseBlocks):
    """What the body of a guide may hold."""

    safety = SafetyBlock()
    checklist = ChecklistBlock()
    video = VideoLinkBlock()

    class Meta:
        help_text = _("Begin with the safety box if the guide needs one. Start each section with a heading.")
