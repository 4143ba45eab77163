"""Full-text search over items and editions (docs/decisions/0020-search.md)."""
