"""The library's part of the demo site."""

from library.demo import guides, vocabularies

__all__ = ["guides", "vocabularies"]
