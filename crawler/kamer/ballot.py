"""One besluit and the votes on it → the outcome of a zaak, and an item per ballot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from config.schema import SourceConfig
from crawler.kamer.bundle import Bundle
from crawler.kamer.pages import zaak_url
from crawler.kamer.parse import ParsedRow
from crawler.kamer.parts import file_number, first_file, item_key
from tracker.records import DatePrecision, ItemKind, ScrapedItem, Status, Vote

_VOTED = "Stemmen - "
_ACCEPTED_AS_IS = "Overgenomen"
_FINAL = "Besluit"
_POSTPONED = ("aangehouden", "uitstellen")
_ROLL_CALL = "Hoofdelijk"
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def decided(row: ParsedRow) -> bool:
    """Tell whether a besluit is the outcome of something, not its submission or a plan."""
    kind = row.values["besluitSoort"] or ""
    is_outcome = kind.startswith(_VOTED) or kind == _ACCEPTED_AS_IS
    return is_outcome and row.values["status"] == _FINAL


def is_final(row: ParsedRow) -> bool:
    """Tell whether an outcome ends the matter; "aangehouden" and "uitstellen" do not."""
    return not outcome(row).startswith(_POSTPONED)


def outcome(row: ParsedRow) -> str:
    """Return the outcome in the Kamer's own word: "aangenomen", "verworpen", ..."""
    kind: str = row.values["besluitSoort"]
    return kind.removeprefix(_VOTED).lower()


def _vote(row: ParsedRow, aliases: Mapping[str, str], *, roll_call: bool) -> Vote:
    values = row.values
    party = values["actorFractie"] or values["actorNaam"] or ""
    return Vote(
        party=aliases.get(party, party),
        choice=values["soort"].lower(),
        seats=1 if roll_call else values["fractieGrootte"] or 0,
        member=(values["actorNaam"] or "") if roll_call else "",
        mistake=bool(values["vergissing"]),
    )


def votes(bundle: Bundle, row: ParsedRow, aliases: Mapping[str, str]) -> tuple[Vote, ...]:
    """Return one vote per fractie, or per member in a roll call; the newest row holds."""
    roll_call = row.values["stemmingsSoort"] == _ROLL_CALL
    rows = sorted(
        bundle.children("stemming", row.key, "besluit"),
        key=lambda one: (one.updated_at or _EARLIEST, one.key),
    )
    found = (_vote(one, aliases, roll_call=roll_call) for one in rows)
    latest = {(vote.party, vote.member): vote for vote in found}
    return tuple(sorted(latest.values(), key=lambda vote: (vote.party, vote.member)))


def ballot(bundle: Bundle, row: ParsedRow, config: SourceConfig) -> ScrapedItem | None:
    """Return the item of a vote, or None for a besluit that is no outcome of a zaak."""
    zaken = bundle.referred(row, "zaak")
    if not decided(row) or not zaken:
        return None
    subject = zaken[0]
    points = bundle.referred(row, "agendapunt")
    meetings = bundle.referred(points[0], "activiteit") if points else []
    held_at = meetings[0].values["datum"] if meetings else None
    file = first_file(bundle, subject)
    return ScrapedItem(
        source=config.name,
        key=item_key("besluit", row.key),
        kind=ItemKind.STEMMING,
        subtype=row.values["stemmingsSoort"] or "",
        title=subject.values["onderwerp"],
        url=zaak_url(subject.values["nummer"]),
        status=Status.DONE,
        starts_at=held_at,
        precision=DatePrecision.TIME if held_at else DatePrecision.NONE,
        file_number=file_number(file),
        file_title=(file.values["titel"] if file else None) or subject.values["titel"] or "",
        outcome=outcome(row),
        related=tuple(item_key("zaak", one.key) for one in zaken),
        votes=votes(bundle, row, config.aliases),
        text=row.values["besluitTekst"] or "",
        updated_at=row.updated_at,
    )
