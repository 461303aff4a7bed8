"""Translators and their languages: rights, claims, review. What wagtail-localize lacks for it is in home.localize."""
