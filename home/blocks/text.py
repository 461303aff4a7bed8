"""Blocks made of words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

#: What an editor may do inside running text. Headings of the page are blocks of their own.
RICH_TEXT = ["bold", "italic", "h3", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.CharBlock):
    """A section of the page; appears in its contents list."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"
        group = _("Text")
        help_text = _("Starts a section. The headings make up the list of contents.")


class LeadBlock(blocks.RichTextBlock):
    """The opening paragraph, set larger."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=["bold", "italic", "link"], **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Opening paragraph")
        template = "blocks/lead.html"
        group = _("Text")
        help_text = _("The first paragraph, set larger. Use it once.")


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        group = _("Text")


class QuoteBlock(blocks.StructBlock):
    """A sentence that deserves the whole width."""

    text = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(
        label=_("Who said it"),
        required=False,
        default="",
        help_text=_("Only as far as they agreed: “A participant, South Asia” is enough."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"
        group = _("Text")


class CalloutBlock(blocks.StructBlock):
    """A short text that stands apart."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, default="")
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)

    class Meta:
        icon = "info-circle"
        label = _("Call-out")
        template = "blocks/callout.html"
        group = _("Text")


class StepBlock(blocks.StructBlock):
    """One step."""

    title = blocks.CharBlock(label=_("What to do"), help_text=_("A verb first: “Hang the drawings in a line.”"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), required=False, min_value=1, max_value=1440)
    text = blocks.RichTextBlock(label=_("How"), features=["bold", "italic", "ol", "ul", "link"], required=False)


class StepsBlock(blocks.ListBlock):
    """Things done one after the other, with the minutes each takes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(StepBlock(), **kwargs)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the sum of the minutes."""
        context = super().get_context(value, parent_context=parent_context)
        context["total_minutes"] = sum(step.get("minutes") or 0 for step in value or [])
        return context

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"
        group = _("Lists")
        help_text = _("Only for things that have an order.")


class DefinitionBlock(blocks.StructBlock):
    """A term and what is said of it."""

    term = blocks.CharBlock(label=_("If, or what"))
    text = blocks.RichTextBlock(label=_("Then, or how"), features=["bold", "italic", "link"])


class DefinitionsBlock(blocks.ListBlock):
    """Pairs: “If you have one hour” – “Steps 1, 3, 4 and 8”."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(DefinitionBlock(), **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Pairs")
        template = "blocks/definitions.html"
        group = _("Lists")


class RowBlock(blocks.StructBlock):
    """A row of a table."""

    cells = blocks.ListBlock(blocks.CharBlock(label=_("Cell"), required=False, default=""), label=_("Cells"))


class TableBlock(blocks.StructBlock):
    """A table whose every cell can be translated (Wagtail's own table blocks are not extracted for translation)."""

    caption = blocks.CharBlock(label=_("Caption"))
    head = blocks.ListBlock(blocks.CharBlock(label=_("Column")), label=_("Columns"))
    rows = blocks.ListBlock(RowBlock(), label=_("Rows"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"
        group = _("Lists")
