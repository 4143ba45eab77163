"""What happens on Thursday 26 November 2026, after the moment at which the example starts."""

from datetime import datetime

from tracker.sandbox.example import commitments, questions
from tracker.sandbox.example.build import Example
from tracker.sandbox.example.content import News, read
from tracker.sandbox.example.desk import NOW
from tracker.sandbox.example.papers import put_letter


def seen() -> datetime:
    """When news is laid on the desk; the step that brings it sets the time in the feed."""
    return NOW


def lay_down(example: Example) -> None:
    """New Kamerbrieven, a motie, a toezegging, Kamervragen and an answer."""
    today = read("news", News)
    for letter in today.letters:
        example.papers[letter.key] = put_letter(
            example.desk, example.cast, example.dossiers, letter
        )
    for ballot in today.ballots:
        example.ballot_desk.lay_down(ballot)
    for commitment in today.commitments:
        commitments.put_commitment(example.desk, example.cast, commitment)
    for question in today.questions:
        questions.put_question(example.desk, example.cast, question)


def lay_down_later(example: Example) -> None:
    """One toezegging more."""
    for commitment in read("news", News).later:
        commitments.put_commitment(example.desk, example.cast, commitment)
