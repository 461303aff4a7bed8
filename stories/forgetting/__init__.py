"""What ends by itself, and what is erased when: the clock, the report, and the button (docs/decisions/0025)."""
