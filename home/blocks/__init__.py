"""The StreamField vocabulary that every app may use; one module a family."""

from home.blocks.body import RICH_TEXT, ProseBlocks
from home.blocks.media import FigureBlock, VideoLinkBlock, WithheldBlock
from home.blocks.text import (
    CalloutBlock,
    DefinitionsBlock,
    HeadingBlock,
    LeadBlock,
    QuoteBlock,
    StepsBlock,
    TableBlock,
    TextBlock,
)

__all__ = [
    "RICH_TEXT",
    "CalloutBlock",
    "DefinitionsBlock",
    "FigureBlock",
    "HeadingBlock",
    "LeadBlock",
    "ProseBlocks",
    "QuoteBlock",
    "StepsBlock",
    "TableBlock",
    "TextBlock",
    "VideoLinkBlock",
    "WithheldBlock",
]
