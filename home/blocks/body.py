"""The block list of a page made of prose; other page types extend it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks.media import FigureBlock
from home.blocks.text import (
    RICH_TEXT,
    CalloutBlock,
    DefinitionsBlock,
    HeadingBlock,
    LeadBlock,
    QuoteBlock,
    StepsBlock,
    TableBlock,
    TextBlock,
)

__all__ = ["RICH_TEXT", "ProseBlocks"]


class ProseBlocks(blocks.StreamBlock):
    """Text, lists, a table, a picture: what any page may hold."""

    lead = LeadBlock()
    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    definitions = DefinitionsBlock()
    table = TableBlock()
    figure = FigureBlock()

    class Meta:
        required = False
        block_counts = {"lead": {"max_num": 1}}
        help_text = _("Build the page from blocks. Start each section with a heading.")
