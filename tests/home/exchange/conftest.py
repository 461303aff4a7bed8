"""The people of the translators' tests."""

from tests.home.translators.conftest import coordinator, french, guide, reviewer, second, translator

__all__ = ["coordinator", "french", "guide", "reviewer", "second", "translator"]
