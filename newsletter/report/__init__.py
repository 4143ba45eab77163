"""Debate reports: what was said for the provinces, sentence by sentence, with its source."""

from newsletter.report.anchoring import anchored, unanchored
from newsletter.report.build import content
from newsletter.report.passages import Speech, labelled, speeches
from newsletter.report.scope import of_debate
from newsletter.report.state import state_of

__all__ = [
    "Speech",
    "anchored",
    "content",
    "labelled",
    "of_debate",
    "speeches",
    "state_of",
    "unanchored",
]
