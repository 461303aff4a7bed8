"""The library's part of the demo site."""

from library.demo import guides, kits, vocabularies

__all__ = ["guides", "kits", "vocabularies"]
