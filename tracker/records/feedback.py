"""What people say of the classifier's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.classification import ClassifierInput


class Verdict(StrEnum):
    """A judgement of one item: the labels are right, are other ones, or there are none."""

    ACCEPT = "accept"
    CHANGE = "change"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement as stored.

    `dossiers` are the slugs that the person says are right (empty: not relevant),
    `before` those that the classifier had given. `reach` counts the stored items whose
    labels the same correction would touch; above the limit it counts for training only
    when `seconded_by` names a second person.
    """

    id: int
    item_id: int
    version: int
    verdict: Verdict
    dossiers: tuple[str, ...]
    before: tuple[str, ...]
    seen: ClassifierInput
    model: str
    by: str
    via: str
    given_at: datetime
    note: str = ""
    reach: int = 1
    seconded_by: str = ""
