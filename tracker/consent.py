"""Proof of consent: which text somebody saw, when, what they did; never changed afterwards."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from tracker.models import ConsentTable
from tracker.records import Consent, Ground, Json

ASK_TEXT = (
    "Ik wil Haagse Zaken per e-mail krijgen van het IPO. Ik kan op elk moment stoppen, met de "
    "link onder elke mail."
)
CONFIRM_TEXT = (
    "Ja, stuur mij Haagse Zaken. Dit is mijn e-mailadres, en ik heb hier zelf om gevraagd."
)
CHOOSE_TEXT = (
    "Ik wil van het IPO de mail krijgen die ik hier heb aangevinkt. Ik kan op elk moment stoppen."
)
URGENT_TEXT = (
    "Stuur mij ook een mail als iets niet kan wachten tot de volgende Haagse Zaken. Dat gaat over "
    "de onderwerpen die ik kies, of over alles als ik niets kies."
)
GROUND_TEXTS = {
    Ground.OFFICE: "Gedeputeerden krijgen Haagse Zaken omdat het bij hun ambt hoort.",
    Ground.STAFF: "Medewerkers van de provincies en het IPO krijgen Haagse Zaken voor hun werk.",
}
_V4_KEPT, _V6_KEPT = 24, 48


class ConsentDeed(StrEnum):
    """What somebody did, or what was done for them."""

    ASKED = "aangevraagd"
    CONFIRMED = "bevestigd"
    CHANGED = "gewijzigd"
    STOPPED = "afgemeld"
    RETURNED = "weer aangemeld"
    LISTED = "op de lijst"
    UNLISTED = "van de lijst"
    RENEWED = "nieuwe links"
    REMOVED = "gewist"


def shortened(address: str) -> str:
    """Return an IP address without its last part: "192.0.2.0/24"; "" when it is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    found = mapped or found
    kept = _V4_KEPT if found.version == 4 else _V6_KEPT
    return str(ipaddress.ip_network(f"{found}/{kept}", strict=False))


def keep(
    session: Session,
    subscriber_id: int,
    deed: ConsentDeed,
    *,
    via: str,
    text: str,
    now: datetime,
    ip: str = "",
    detail: Json = None,
) -> int:
    """Add a proof in the caller's transaction; `ip` must be shortened already."""
    row = ConsentTable(
        subscriber_id=subscriber_id, at=now, deed=deed.value, via=via, text=text, ip=ip,
        detail=detail,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def proofs(session: Session, subscriber_id: int) -> tuple[Consent, ...]:
    """Return all proofs of a reader, oldest first."""
    rows = session.exec(
        select(ConsentTable)
        .where(ConsentTable.subscriber_id == subscriber_id)
        .order_by(col(ConsentTable.id))
    )
    return tuple(
        Consent(row.id or 0, row.at, row.deed, row.via, row.text, row.ip, row.detail)
        for row in rows
    )
