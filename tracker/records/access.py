"""Who may do what: roles, rights, accounts and lines of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.items import Json


class Right(StrEnum):
    """Something a person may do; every route that changes anything asks for one."""

    READ = "read"
    JUDGE = "judge"
    ARRANGE = "arrange"
    EDIT = "edit"
    APPROVE = "approve"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What somebody is; the role gives the rights."""

    LEZER = "lezer"
    LOBBYIST = "lobbyist"
    REDACTEUR = "redacteur"
    EINDREDACTEUR = "eindredacteur"
    BEHEERDER = "beheerder"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.LEZER: frozenset({Right.READ}),
    Role.LOBBYIST: frozenset({Right.READ, Right.JUDGE, Right.ARRANGE}),
    Role.REDACTEUR: frozenset({Right.READ, Right.JUDGE, Right.ARRANGE, Right.EDIT}),
    Role.EINDREDACTEUR: frozenset(
        {Right.READ, Right.JUDGE, Right.ARRANGE, Right.EDIT, Right.APPROVE}
    ),
    Role.BEHEERDER: frozenset({Right.READ, Right.ARRANGE, Right.ADMINISTER}),
}
"""ARRANGE: absences, who is responsible, joins. Who gives out accounts and reads the log
judges and approves nothing, and the other way about."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: int
    email: str
    name: str
    role: Role
    person: str
    active: bool
    created_at: datetime
    signed_in_at: datetime | None = None
    locked_until: datetime | None = None

    @property
    def actor(self) -> str:
        """Return the name under which actions are kept: the slug of the person, if any."""
        return self.person or f"account-{self.id}"

    def may(self, right: Right) -> bool:
        """Tell whether the role of this account gives the right."""
        return right in RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One thing that somebody changed, or tried to: `allowed` is False when refused.

    `by` is an e-mail address, a slug of people.yaml, or "" for who was not signed in.
    """

    id: int
    at: datetime
    by: str
    via: str
    what: str
    subject: str
    detail: Json
    allowed: bool
