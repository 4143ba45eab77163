"""Tables by subject; importing this package registers all of them."""

from sqlmodel import SQLModel

from tracker.models.items import (
    ChangeTable,
    ClassificationTable,
    ItemTable,
    ItemVersionTable,
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
from tracker.models.telling import BlockTable, EditionTable, NoticeTable, ThreadTable

metadata = SQLModel.metadata

__all__ = [
    "BlockTable",
    "ChangeTable",
    "ClassificationTable",
    "EditionTable",
    "ItemTable",
    "ItemVersionTable",
    "LabelTable",
    "NoticeTable",
    "PendingItemTable",
    "RunTable",
    "SetAsideTable",
    "SourceLinkTable",
    "SourceRowTable",
    "SwitchTable",
    "SyncTokenTable",
    "ThreadTable",
    "metadata",
]
