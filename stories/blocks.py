"""Blocks that only stories have."""

from django.utils.translation import gettext_lazy as _

from home.blocks import WithheldBlock
from home.blocks.body import ProseBlocks


class StoryBlocks(ProseBlocks):
    """What the text of a story may hold."""

    withheld = WithheldBlock()

    class Meta:
        help_text = _("The story as its people told it. Add a note for every picture that is not shown.")
