"""One toezegging → one item: who promised what, by when."""

from __future__ import annotations

from config.schema import SourceConfig
from crawler.kamer.bundle import Bundle
from crawler.kamer.pages import activiteit_url
from crawler.kamer.parse import AMSTERDAM, ParsedRow
from crawler.kamer.parts import item_key
from tracker.records import ROLE_MINISTER, Actor, ItemKind, ScrapedItem, Status

_STATUS = {
    "Openstaand": Status.OPEN,
    "Deels Afgedaan": Status.OPEN,
    "Deels Voldaan": Status.OPEN,
    "Afgedaan": Status.DONE,
    "Voldaan": Status.DONE,
    "Vervallen": Status.LAPSED,
}


def _name(listed: str | None) -> str:
    """Return `F.M. Wiersma` for `Wiersma, F.M.`; other forms as they are."""
    last, comma, initials = (listed or "").partition(",")
    return f"{initials.strip()} {last.strip()}" if comma else last.strip()


def toezegging(bundle: Bundle, row: ParsedRow, config: SourceConfig) -> ScrapedItem:
    """Return the item of a toezegging; the debate it was made in stands in `file_title`."""
    values = row.values
    debates = bundle.referred(row, "activiteit")
    debate = debates[0].values if debates else None
    number = values["activiteitNummer"] or (debate["nummer"] if debate else "")
    plenary = debate is not None and debate["voortouwafkorting"] == "TK"
    minister = Actor(_name(values["naam"]), ROLE_MINISTER, values["functie"] or "")
    return ScrapedItem(
        source=config.name,
        key=item_key("toezegging", row.key),
        kind=ItemKind.TOEZEGGING,
        subtype=values["status"] or "",
        number=values["nummer"],
        title=values["tekst"],
        url=activiteit_url(number, plenary=plenary) if number else config.homepage,
        status=_STATUS.get(values["status"], Status.UNKNOWN),
        published_on=values["aanmaakdatum"].astimezone(AMSTERDAM).date(),
        due_on=values["datumNakoming"],
        committee=(debate["voortouwafkorting"] or "") if debate else "",
        committee_name=values["ministerie"] or "",
        file_title=(debate["onderwerp"] or "") if debate else "",
        related=tuple(item_key("activiteit", one.key) for one in debates),
        actors=(minister,),
        updated_at=row.updated_at,
    )
