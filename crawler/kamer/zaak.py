"""One zaak and its parts → one item: brief, motie, amendement, wet, Kamervragen."""

from __future__ import annotations

from datetime import UTC, datetime

from config.schema import SourceConfig
from crawler.kamer.ballot import decided, is_final, outcome, votes
from crawler.kamer.bundle import Bundle
from crawler.kamer.pages import zaak_url
from crawler.kamer.parse import ParsedRow
from crawler.kamer.parts import actors, documents, eu_files, file_number, first_file, item_key
from tracker.matching import kamerstuk_identifier
from tracker.records import DocumentRef, ItemKind, ScrapedItem, Status

_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def kind_of(row: ParsedRow, config: SourceConfig) -> ItemKind | None:
    """Return what a zaak is to a reader; None when its Soort is not followed.

    A Soort nobody knew is kept as a Kamerstuk; the parser has reported it.
    """
    soort = row.values["soort"]
    if soort not in config.kinds:
        return ItemKind.KAMERSTUK
    kind = config.kinds[soort]
    return None if kind is None else ItemKind(kind)


def _url(row: ParsedRow, papers: tuple[DocumentRef, ...]) -> str:
    same = [paper for paper in papers if paper.kind.startswith(row.values["soort"])]
    best = (same or list(papers))[:1]
    return best[0].url if best else zaak_url(row.values["nummer"])


def _last_decision(bundle: Bundle, row: ParsedRow) -> ParsedRow | None:
    """Return the outcome that holds: a final one before a postponement, then the newest."""
    found = [one for one in bundle.children("besluit", row.key, "zaak") if decided(one)]
    return max(
        found,
        key=lambda one: (is_final(one), one.updated_at or _EARLIEST, one.key),
        default=None,
    )


def zaak(bundle: Bundle, row: ParsedRow, config: SourceConfig) -> ScrapedItem | None:
    """Return the item of a zaak, or None when its Soort is not followed."""
    kind = kind_of(row, config)
    if kind is None:
        return None
    values = row.values
    file = first_file(bundle, row)
    file_title = (file.values["titel"] if file else None) or values["titel"] or ""
    papers = documents(bundle.children("document", row.key, "zaak"), values["nummer"])
    decision = _last_decision(bundle, row)
    successors = bundle.children("zaak", row.key, "vervangenVanuit")
    cited = _with_volume(file_number(file), values["volgnummer"])
    named = kamerstuk_identifier(cited)
    return ScrapedItem(
        source=config.name,
        key=item_key("zaak", row.key),
        kind=kind,
        subtype=values["soort"],
        number=values["nummer"],
        title=values["onderwerp"],
        url=_url(row, papers),
        status=Status.DONE if values["afgedaan"] else Status.OPEN,
        published_on=values["gestartOp"],
        due_on=values["termijn"],
        file_number=cited,
        file_title="" if file_title == values["onderwerp"] else file_title,
        outcome=outcome(decision) if decision else "",
        appreciation=values["kabinetsappreciatie"] or "",
        replaced_by=tuple(sorted(item_key("zaak", one.key) for one in successors)),
        replaces=tuple(
            sorted(item_key("zaak", key) for key in row.refs.get("vervangenVanuit", ()))
        ),
        actors=actors(bundle.children("zaakactor", row.key, "zaak"), config.aliases),
        documents=papers,
        votes=votes(bundle, decision, config.aliases) if decision else (),
        identifiers=(*([named] if named else []), *eu_files(values["onderwerp"])),
        updated_at=row.updated_at,
    )


def _with_volume(number: str, volume: int | None) -> str:
    """Return `36600-VII, nr. 12`, as Kamerstukken are cited."""
    return f"{number}, nr. {volume}" if number and volume else number
