"""Blocks that only guides have."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from home.blocks import VideoLinkBlock
from home.blocks.body import ProseBlocks

#: Inside lists of headings and texts; no headings of its own.
RICH_IN_LISTS = ["bold", "italic", "ol", "ul", "link"]


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


class PitfallBlock(blocks.StructBlock):
    """Something that goes wrong, and what to do then."""

    title = blocks.CharBlock(label=_("What goes wrong"), help_text=_("“The law turns into a lecture”"))
    text = blocks.RichTextBlock(label=_("What to do"), features=RICH_IN_LISTS)


class PitfallsBlock(blocks.ListBlock):
    """What goes wrong: the most useful part of a guide, because only those who did it know."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PitfallBlock(), **kwargs)

    class Meta:
        icon = "cross"
        label = _("Pitfalls")
        template = "blocks/pitfalls.html"
        group = _("Guide")


class WhyBlock(blocks.StructBlock):
    """Why something turned out as it did."""

    text = blocks.RichTextBlock(label=_("Text"), features=RICH_IN_LISTS)


class WorkedBlock(WhyBlock):
    """Why it worked."""

    class Meta:
        icon = "success"
        label = _("Why it worked")
        template = "blocks/worked.html"
        group = _("Guide")


class FailedBlock(WhyBlock):
    """Why it failed; as welcome as the other."""

    class Meta:
        icon = "warning"
        label = _("Why it failed")
        template = "blocks/failed.html"
        group = _("Guide")


class ExampleBlock(blocks.StructBlock):
    """How it went somewhere."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, default="")
    text = blocks.RichTextBlock(label=_("What happened"), features=RICH_IN_LISTS)
    place = blocks.CharBlock(
        label=_("Where and when"),
        required=False,
        default="",
        help_text=_("Only as far as nobody can be found by it: “A laundry room, North America, 2025”."),
    )

    class Meta:
        icon = "pick"
        label = _("Example")
        template = "blocks/example.html"
        group = _("Guide")


class FoldBlock(blocks.StructBlock):
    """A heading that opens a text."""

    title = blocks.CharBlock(label=_("Heading"))
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_IN_LISTS)


class AccordionBlock(blocks.ListBlock):
    """Texts that not everyone needs; closed on the screen, open on paper."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(FoldBlock(), **kwargs)

    class Meta:
        icon = "collapse-down"
        label = _("Accordion")
        template = "blocks/accordion.html"
        group = _("Lists")
        help_text = _("For what not everyone needs. Never for what keeps people safe.")


class FileBlock(blocks.StructBlock):
    """A file beside the step that needs it."""

    file = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("What it is"))
    note = blocks.CharBlock(label=_("Note"), required=False, default="")


class DownloadsBlock(blocks.ListBlock):
    """Files in the middle of the text; those of the whole guide stand at its end by themselves."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(FileBlock(), **kwargs)

    class Meta:
        icon = "download"
        label = _("Files")
        template = "blocks/downloads.html"
        group = _("Pictures and links")
        help_text = _("Files for this place in the text. Those of the whole guide belong under Downloads below.")


class RelatedBlock(blocks.ListBlock):
    """Other guides, each in the language best for the reader; those that are not public are left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(blocks.PageChooserBlock("library.GuidePage", label=_("Guide")), **kwargs)

    class Meta:
        icon = "link"
        label = _("Other guides")
        template = "blocks/related.html"
        group = _("Pictures and links")


class GuideBlocks(ProseBlocks):
    """What the body of a guide may hold."""

    safety = SafetyBlock()
    checklist = ChecklistBlock()
    pitfalls = PitfallsBlock()
    worked = WorkedBlock()
    failed = FailedBlock()
    example = ExampleBlock()
    accordion = AccordionBlock()
    video = VideoLinkBlock()
    downloads = DownloadsBlock()
    related = RelatedBlock()

    class Meta:
        help_text = _("Begin with the safety box if the guide needs one. Start each section with a heading.")
