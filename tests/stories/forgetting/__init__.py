"""Tests of what ends by itself, is erased, and is mended."""
