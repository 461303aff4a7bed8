"""Keeping guides right: which should be looked at again, telling their editors, and confirming without an edit."""
