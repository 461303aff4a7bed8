"""The form for a story, in steps: its pages, what is kept of it between them, and how it becomes a story."""
