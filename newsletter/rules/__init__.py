"""The checks before sending, by subject; `newsletter.checks` asks them all."""
