"""How much waits for a person's judgement, in words; pure."""

from __future__ import annotations

from tracker import dutch

MOST_COUNTED = 1_000


def waiting_words(count: int) -> str:
    """Return "3 stukken wachten op uw oordeel", "meer dan 1.000 stukken ..." or ""."""
    if not count:
        return ""
    if count == 1:
        return "1 stuk wacht op uw oordeel"
    more = count > MOST_COUNTED
    words = f"Meer dan {dutch.number(MOST_COUNTED)}" if more else dutch.number(count)
    return f"{words} stukken wachten op uw oordeel"


def count_words(count: int) -> str:
    """Return "169", or "1.000+" when there are more than are counted."""
    return f"{dutch.number(MOST_COUNTED)}+" if count > MOST_COUNTED else dutch.number(count)
