"""Tables by subject; importing this package registers all of them."""

from sqlmodel import SQLModel

from tracker.models.access import AccountTable, AuditTable, SessionTable
from tracker.models.desk import ActionTable, FeedbackTable, FollowTable, PeopleChangeTable
from tracker.models.editions import (
    ApprovalTable,
    ApprovedFileTable,
    BlockTable,
    BlockVersionTable,
    CommentTable,
    CorrectionTable,
    EditionTable,
    OverruleTable,
)
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
from tracker.models.readers import (
    BounceTable,
    ConsentTable,
    DeliveryTable,
    DispatchTable,
    ReaderTokenTable,
    SubscriberTable,
)
from tracker.models.search import SearchedEditionTable, SearchEntryTable, SearchPendingTable
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
    DigestEntryTable,
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
    "ApprovalTable",
    "ApprovedFileTable",
    "AuditTable",
    "BlockTable",
    "BlockVersionTable",
    "BounceTable",
    "ChangeTable",
    "ClassificationTable",
    "CommentTable",
    "ConsentTable",
    "CorrectionTable",
    "DeliveryTable",
    "DigestEntryTable",
    "DispatchTable",
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
    "OverruleTable",
    "PendingItemTable",
    "PeopleChangeTable",
    "ReaderTokenTable",
    "RunTable",
    "SearchEntryTable",
    "SearchPendingTable",
    "SearchedEditionTable",
    "SessionTable",
    "SetAsideTable",
    "SlackEventTable",
    "SlackUserTable",
    "SourceLinkTable",
    "SourceRowTable",
    "SubscriberTable",
    "SwitchTable",
    "SyncTokenTable",
    "ThreadTable",
    "metadata",
]
