"""The exceptions of the project; a wrong YAML file is `config.loader.ConfigFileError`.

HaagseZakenError
├── SourceError        a source gave something unusable
│   ├── BotChallengeError   a captcha or HTML page in place of data
│   ├── MalformedPageError  cut, hostile or foreign XML or JSON
│   ├── UnlikelyError       readable, but not what this source gives
│   └── VersionGoneError    404 or 410 on an interface that used to exist
├── DatabaseError      the database is missing, locked or behind on migrations
├── ModelError         a classifier model cannot be loaded or used
├── JudgementError     a judgement of an item cannot be taken
├── AccountError       an account cannot be made, changed or used
├── ReaderError        something about a reader of the newsletter cannot be done
└── TransportError     a message could not be delivered (permanent or not)
"""

from __future__ import annotations


class HaagseZakenError(Exception):
    """Base of everything the project raises on purpose; the text is for people."""


class SourceError(HaagseZakenError):
    """A source gave something unusable."""


class BotChallengeError(SourceError):
    """The source answered with a web page instead of data: never "nothing new"."""


class MalformedPageError(SourceError):
    """The page is cut, hostile, or not the format it should be."""


class UnlikelyError(SourceError):
    """A field that was always there is missing, or there is far too much of everything."""


class VersionGoneError(SourceError):
    """This version of an interface no longer exists (404 or 410)."""


class DatabaseError(HaagseZakenError):
    """The database is missing, locked or behind on migrations."""


class ModelError(HaagseZakenError):
    """A classifier model cannot be loaded or does not fit the taxonomy."""


class JudgementError(HaagseZakenError):
    """A judgement of an item cannot be taken; the text says why, in Dutch."""


class AccountError(HaagseZakenError):
    """An account cannot be made, changed or used; the text says why, in Dutch."""


class ReaderError(HaagseZakenError):
    """Something about a reader cannot be done; the text says why, in Dutch.

    `field` names the field of a form that it is about, "" when it is about none.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TransportError(HaagseZakenError):
    """A message could not be delivered.

    `permanent`: trying again is useless. `outcome_unknown`: it may have arrived.
    `retry_after`: seconds to wait, as the other side asked. `unsearchable`: the other side
    cannot be asked whether a message arrived. `code` is the reason in the other side's own
    word, `scope` what is wrong with it: "app", "channel", "person", "message" or "".
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        outcome_unknown: bool = False,
        retry_after: float | None = None,
        unsearchable: bool = False,
        code: str = "",
        scope: str = "",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.outcome_unknown = outcome_unknown
        self.retry_after = retry_after
        self.unsearchable = unsearchable
        self.code = code
        self.scope = scope
