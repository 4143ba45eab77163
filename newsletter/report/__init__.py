"""Debate reports: what was said for the provinces, sentence by sentence, with its source."""

from newsletter.report.anchoring import anchored, unanchored
from newsletter.report.build import content
from newsletter.report.passages import Speech, labelled, speeches
from newsletter.report.scope import of_debate
from newsletter.report.state import state_of
from newsletter.report.writer import Writer, Written, summed_up

__all__ = [
    "Speech",
    "Writer",
    "Written",
    "anchored",
    "content",
    "labelled",
    "of_debate",
    "speeches",
    "state_of",
    "summed_up",
    "unanchored",
]
