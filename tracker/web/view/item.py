"""Everything the page of one item shows; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

import orjson

from tracker import dutch, wording
from tracker.records import (
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
    ChangeKind,
    DatePrecision,
    DocumentRef,
    ItemKind,
    ScrapedItem,
    StoredChange,
    StoredItem,
    Vote,
)
from tracker.standing import Provenance
from tracker.web.view.evidence import LabelView, MarkedText, label_views, marked_texts
from tracker.web.view.labels import Names
from tracker.web.view.lines import Line, clock_words, committee_words, line, lines
from tracker.web.view.news import Sentence, sentence

_ROLES: Mapping[str, str] = {
    ROLE_MINISTER: "Bewindspersonen",
    ROLE_SUBMITTER: "Indieners",
    ROLE_COSUBMITTER: "Medeindieners",
    ROLE_ADDRESSEE: "Gericht aan",
    ROLE_REQUESTER: "Aangevraagd door",
    ROLE_MEMBER: "Deelnemers",
    ROLE_COMMITTEE: "Volgcommissies",
    ROLE_ABSENT: "Afgemeld",
    ROLE_OTHER: "Ook betrokken",
}
_ONE: Mapping[str, str] = {
    ROLE_MINISTER: "Bewindspersoon",
    ROLE_SUBMITTER: "Indiener",
    ROLE_COSUBMITTER: "Medeindiener",
    ROLE_MEMBER: "Deelnemer",
    ROLE_COMMITTEE: "Volgcommissie",
}
_CHOICES = ("voor", "tegen", "niet deelgenomen")
_RAW_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A paper: `url` is empty when the source gave no safe web address."""

    kind: str
    title: str
    number: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class VoteTable:
    """A ballot: a sentence, and a row (who, party, seats, choice, mistake) per vote."""

    summary: str
    roll_call: bool
    rows: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class HistoryDay:
    """What happened to an item on one day, newest first."""

    heading: str
    changes: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the item comes from, in words, with the raw row as text."""

    facts: tuple[tuple[str, str], ...]
    raw: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The whole page of one item."""

    line: Line
    kicker: str
    url: str
    deleted: str
    facts: tuple[tuple[str, str], ...]
    note: str
    text: str
    agenda: tuple[tuple[str, str], ...]
    documents: tuple[DocumentView, ...]
    actors: tuple[tuple[str, tuple[str, ...]], ...]
    votes: VoteTable | None
    labels: tuple[LabelView, ...]
    marked: tuple[MarkedText, ...]
    judged: str
    history: tuple[HistoryDay, ...]
    related: tuple[Line, ...]
    origin: Origin


def web_url(url: str) -> str:
    """Return the address when it is one of the web, else an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def _moment(item: ScrapedItem) -> str:
    """Return "donderdag 3 december 2026, 10.00–14.00 uur", or what is known of it."""
    if item.starts_at is None:
        return ""
    if item.precision is not DatePrecision.TIME:
        return wording.when(item)
    return f"{dutch.day_long(item.starts_at)}, {clock_words(item)}"


def _day(value: date | None) -> str:
    return dutch.day_long(value) if value else ""


def _facts(item: ScrapedItem) -> tuple[tuple[str, str], ...]:
    """Return what is known, in the order a reader asks for it; unknown is left out."""
    file = ": ".join(part for part in (item.file_number, item.file_title) if part)
    if item.kind is ItemKind.TOEZEGGING:
        return _filled(
            ("Gedaan in", item.file_title),
            ("Genoteerd op", _day(item.published_on)),
            ("Uiterlijk", _day(item.due_on) or "geen datum afgesproken"),
            ("Ministerie", item.committee_name),
            ("Nummer", item.number),
        )
    return _filled(
        ("Wanneer", _moment(item)),
        ("Nieuwe dag", "" if item.moved_precision is DatePrecision.WEEK else _day(item.moved_to)),
        ("Verschenen op", _day(item.published_on)),
        ("Uiterlijk", _day(item.due_on)),
        ("Commissie", committee_words(item)),
        ("Zaal", item.room),
        ("Uitkomst", wording.outcome_words(item.outcome) if item.outcome else ""),
        ("Oordeel kabinet", item.appreciation),
        ("Kamerstukdossier", file),
        ("Nummer", item.number),
        ("Openbaar", "Nee, besloten" if item.closed else ""),
    )


def _filled(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in facts if value)


def _document(paper: DocumentRef) -> DocumentView:
    return DocumentView(
        kind=paper.kind,
        title=wording.shorten(paper.title, 300) or paper.kind or "Document",
        number=paper.number,
        published=dutch.day_short(paper.published_on) if paper.published_on else "",
        url=web_url(paper.url),
    )


def _actor(actor: Actor) -> str:
    extra = actor.function if actor.role == ROLE_MINISTER else actor.party
    return f"{actor.name} ({extra})" if extra else actor.name


def _actors(item: ScrapedItem) -> tuple[tuple[str, tuple[str, ...]], ...]:
    ordered = sorted(item.actors, key=lambda actor: actor.position)
    roles = list(dict.fromkeys([*_ROLES, *(actor.role for actor in ordered)]))
    grouped = (
        (role, tuple(dict.fromkeys(_actor(a) for a in ordered if a.role == role))) for role in roles
    )
    return tuple((_role_words(role, len(people)), people) for role, people in grouped if people)


def _role_words(role: str, count: int) -> str:
    words = _ROLES.get(role, role.capitalize())
    return _ONE.get(role, words) if count == 1 else words


def _choice_rank(vote: Vote) -> tuple[int, int, str, str]:
    rank = _CHOICES.index(vote.choice) if vote.choice in _CHOICES else len(_CHOICES)
    return rank, -vote.seats, vote.party, vote.member


def _votes(item: ScrapedItem) -> VoteTable | None:
    if not item.votes:
        return None
    ballot = {"outcome": item.outcome, "votes": [(v.party, v.choice, v.seats) for v in item.votes]}
    words = wording.outcome_words(ballot)
    return VoteTable(
        summary=f"{words[:1].upper()}{words[1:]}.",
        roll_call=any(vote.member for vote in item.votes),
        rows=tuple(sorted(item.votes, key=_choice_rank)),
    )


def _history(stored: StoredItem, changes: Sequence[StoredChange]) -> tuple[HistoryDay, ...]:
    days: dict[date, list[Sentence]] = {}
    for change in reversed([one for one in changes if one.kind is not ChangeKind.NEW]):
        days.setdefault(dutch.day_of(change.recorded_at), []).append(sentence(change))
    seen = stored.first_seen_at
    first = Sentence("Voor het eerst gezien", "", f"{dutch.clock(seen)} uur", "")
    days.setdefault(dutch.day_of(seen), []).append(first)
    return tuple(
        HistoryDay(dutch.day_long(on), tuple(days[on])) for on in sorted(days, reverse=True)
    )


def _raw(found: Provenance | None) -> str:
    if found is None:
        return ""
    text = orjson.dumps(found.payload, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= _RAW_LIMIT else f"{text[:_RAW_LIMIT]}\n… (ingekort)"


def _origin(stored: StoredItem, found: Provenance | None, source_title: str) -> Origin:
    facts = [
        ("Bron", source_title),
        ("Kenmerk bij de bron", stored.item.key),
        ("Voor het eerst gezien", dutch.moment(stored.first_seen_at)),
        ("Laatst gewijzigd bij ons", dutch.moment(stored.changed_at)),
        ("Versie", str(stored.version)),
    ]
    if found and found.updated_at:
        facts.append(("Bijgewerkt door de bron", dutch.moment(found.updated_at)))
    if found and found.received_at:
        facts.append(("Opgehaald", dutch.moment(found.received_at)))
    return Origin(tuple(facts), _raw(found))


def _judged(stored: StoredItem) -> str:
    said = stored.classification
    if said is None:
        return "Dit stuk is nog niet beoordeeld."
    if said.judged_by and not said.relevant:
        return "Dit is niet relevant voor de provincies; dat zei een collega."
    if said.relevant and said.certain:
        return ""
    if said.relevant:
        return "De computer twijfelt. Kijk zelf of dit bij een dossier hoort."
    if said.certain:
        return "Dit raakt volgens de computer geen dossier van het IPO."
    return "De computer vond geen dossier, maar twijfelt. Kijk zelf of dit de provincies raakt."


def item_page(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    related: Sequence[StoredItem],
    found: Provenance | None,
    names: Names,
    source_title: str,
    now: datetime | None = None,
) -> ItemPage:
    """Return everything the page of an item shows; with `now` also how important it is."""
    item = stored.item
    deleted = stored.deleted_at
    return ItemPage(
        line=line(stored, names, now=now),
        kicker=committee_words(item)
        if item.kind is ItemKind.ACTIVITEIT
        else wording.kind_word(item),
        url=web_url(item.url),
        deleted=dutch.moment(deleted) if deleted else "",
        facts=_facts(item),
        note=item.note,
        text="" if item.text.casefold().rstrip(".") == item.outcome.casefold() else item.text,
        agenda=tuple((point.title, ", ".join(point.numbers)) for point in item.agenda),
        documents=tuple(_document(paper) for paper in item.documents),
        actors=_actors(item),
        votes=_votes(item),
        labels=label_views(stored.classification, names),
        marked=marked_texts(stored),
        judged=_judged(stored),
        history=_history(stored, changes),
        related=lines(related, names, now=now),
        origin=_origin(stored, found, source_title),
    )
