"""Tables by subject; importing this package registers all of them."""

from sqlmodel import SQLModel

from tracker.models.access import AccountTable, AuditTable, SessionTable
from tracker.models.desk import ActionTable, FeedbackTable, FollowTable, PeopleChangeTable
from tracker.models.items import (
    ChangeTable,
    ClassificationTable,
    IdentifierTable,
    InternalFieldTable,
    ItemTable,
    ItemVersionTable,
    JoinTable,
    LabelTable,
)
from tracker.models.source import (
    PendingItemTable,
    RunTable,
    SetAsideTable,
    SourceLinkTable,
    SourceRowTable,
    SwitchTable,
    SyncTokenTable,
)
from tracker.models.telling import (
    AlarmTable,
    BlockTable,
    DigestEntryTable,
    EditionTable,
    NoticeTable,
    SlackEventTable,
    SlackUserTable,
    ThreadTable,
)

metadata = SQLModel.metadata

__all__ = [
    "AccountTable",
    "ActionTable",
    "AlarmTable",
    "AuditTable",
    "BlockTable",
    "ChangeTable",
    "ClassificationTable",
    "DigestEntryTable",
    "EditionTable",
    "FeedbackTable",
    "FollowTable",
    "IdentifierTable",
    "InternalFieldTable",
    "ItemTable",
    "ItemVersionTable",
    "JoinTable",
    "LabelTable",
    "NoticeTable",
    "PendingItemTable",
    "PeopleChangeTable",
    "RunTable",
    "SessionTable",
    "SetAsideTable",
    "SlackEventTable",
    "SlackUserTable",
    "SourceLinkTable",
    "SourceRowTable",
    "SwitchTable",
    "SyncTokenTable",
    "ThreadTable",
    "metadata",
]
