"""Frozen types and enums that cross packages, by subject.

Every module may import these; they import nothing of the project. Times are aware and
in UTC (`..._at`), days are dates in Europe/Amsterdam (`..._on`).
"""

from tracker.records.access import RIGHTS, Account, AuditLine, Right, Role
from tracker.records.changes import (
    ChangeKind,
    FieldChange,
    StoredChange,
    StoredItem,
)
from tracker.records.classification import (
    Classification,
    ClassifierInput,
    DossierMatch,
    Evidence,
)
from tracker.records.desk import Action, ActionKind, Desk
from tracker.records.feedback import Feedback, Verdict
from tracker.records.items import (
    ROLE_ABSENT,
    ROLE_ADDRESSEE,
    ROLE_COMMITTEE,
    ROLE_COSUBMITTER,
    ROLE_MEMBER,
    ROLE_MINISTER,
    ROLE_OTHER,
    ROLE_REQUESTER,
    ROLE_SUBMITTER,
    Actor,
    AgendaPoint,
    DatePrecision,
    DocumentRef,
    ItemKind,
    Json,
    ScrapedItem,
    Status,
    Vote,
)
from tracker.records.source import (
    Outcome,
    Problem,
    SourceRow,
)
from tracker.records.telling import (
    Block,
    Edition,
    Notice,
    NoticeKind,
    NoticeState,
    Person,
    Ping,
)

__all__ = [
    "RIGHTS",
    "ROLE_ABSENT",
    "ROLE_ADDRESSEE",
    "ROLE_COMMITTEE",
    "ROLE_COSUBMITTER",
    "ROLE_MEMBER",
    "ROLE_MINISTER",
    "ROLE_OTHER",
    "ROLE_REQUESTER",
    "ROLE_SUBMITTER",
    "Account",
    "Action",
    "ActionKind",
    "Actor",
    "AgendaPoint",
    "AuditLine",
    "Block",
    "ChangeKind",
    "Classification",
    "ClassifierInput",
    "DatePrecision",
    "Desk",
    "DocumentRef",
    "DossierMatch",
    "Edition",
    "Evidence",
    "Feedback",
    "FieldChange",
    "ItemKind",
    "Json",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "Outcome",
    "Person",
    "Ping",
    "Problem",
    "Right",
    "Role",
    "ScrapedItem",
    "SourceRow",
    "Status",
    "StoredChange",
    "StoredItem",
    "Verdict",
    "Vote",
]
