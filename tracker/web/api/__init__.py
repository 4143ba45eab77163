"""The JSON API: what anybody may read, for programs. Only GET and HEAD; see `docs/api.md`."""
