"""The people of the translators' tests."""

from tests.home.translators.conftest import coordinator, editor, french, guide, reviewer, second, translator

__all__ = ["coordinator", "editor", "french", "guide", "reviewer", "second", "translator"]
