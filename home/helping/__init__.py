"""Help while translating: what was translated before, agreed terms, checks, machines (docs/decisions/0018)."""
