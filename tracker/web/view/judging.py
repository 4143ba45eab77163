"""An item that a person judges, and how much still waits, in words; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.schema import Taxonomy
from newsletter import importance
from tracker import dutch, judged, labels
from tracker.judged import Judged
from tracker.records import Classification, Evidence, Feedback, StoredItem, Verdict
from tracker.web.view.evidence import (
    LabelView,
    MarkedText,
    Piece,
    label_views,
    mark,
    marked_texts,
    passages,
)
from tracker.web.view.labels import Choice, ChoiceGroup, Names, percent
from tracker.web.view.lines import Line, line, title_of

MOST_COUNTED = 1_000
_CLOSE = 0.15
_TEXT_FIELD = "text"
_OBVIOUS = ", dossier nog te beoordelen"


@dataclass(frozen=True, slots=True)
class JudgeView:
    """One item as it is judged: `seen` says which state of it, `key` names this showing."""

    id: int
    line: Line
    title: tuple[Piece, ...]
    importance: str
    importance_reason: str
    file: str
    why: str
    labels: tuple[LabelView, ...]
    proposed: tuple[str, ...]
    quotes: tuple[MarkedText, ...]
    groups: tuple[ChoiceGroup, ...]
    judged_by: str
    seen: str
    key: str


@dataclass(frozen=True, slots=True)
class Word:
    """One judgement in words: who said when that what became what."""

    id: int
    line: Line
    at: str
    by: str
    verdict: str
    said: str
    before: str
    reach: int
    via: str
    seconded_by: str
    withdrawn: str
    note: str
    holds: bool
    mine: bool


def waiting_words(count: int) -> str:
    """Return "3 stukken wachten op uw oordeel", "meer dan 1.000 stukken ..." or ""."""
    if not count:
        return ""
    if count == 1:
        return "1 stuk wacht op uw oordeel"
    more = count > MOST_COUNTED
    words = f"Meer dan {dutch.number(MOST_COUNTED)}" if more else dutch.number(count)
    return f"{words} stukken wachten op uw oordeel"


def count_words(count: int) -> str:
    """Return "169", or "1.000+" when there are more than are counted."""
    return f"{dutch.number(MOST_COUNTED)}+" if count > MOST_COUNTED else dutch.number(count)


def why(said: Classification | None, names: Names) -> str:
    """Return in one sentence why a person must look."""
    if said is None:
        return "De computer heeft dit stuk nog niet gezien."
    if not said.dossiers:
        chance = percent(said.relevance)
        return f"De computer vond geen dossier. De kans dat dit de provincies raakt is {chance}."
    first, *others = said.dossiers
    if others and first.score - others[0].score < _CLOSE:
        both = f"{names.dossier(first.slug)} en {names.dossier(others[0].slug)}"
        return f"De computer denkt aan {both}, maar is niet zeker genoeg."
    return f"De computer denkt aan {names.dossier(first.slug)}, maar is niet zeker genoeg."


def groups(
    taxonomy: Taxonomy, proposed: Sequence[str], chosen: Sequence[str]
) -> tuple[ChoiceGroup, ...]:
    """Return all dossiers per BAC, what was proposed on top in a group of its own."""
    named = {one.slug: one.name for one in taxonomy.dossiers}
    top = tuple(Choice(slug, named[slug], slug in chosen) for slug in proposed if slug in named)
    rest = (
        ChoiceGroup(
            bac.name,
            tuple(
                Choice(one.slug, one.name, one.slug in chosen)
                for one in taxonomy.dossiers
                if one.bac == bac.slug and one.slug not in proposed
            ),
        )
        for bac in taxonomy.bacs
    )
    found = (ChoiceGroup("Voorgesteld", top), *rest)
    return tuple(group for group in found if group.choices)


def marked_title(stored: StoredItem) -> tuple[Piece, ...]:
    """Return the title as shown, with the evidence that stands in it marked."""
    shown, own = title_of(stored.item), stored.item.title
    matches = stored.classification.dossiers if stored.classification else ()
    found = [one for match in matches for one in match.evidence if one.field == "title"]
    at = shown.find(own)
    if at < 0:
        return (Piece(shown, marked=False),)
    moved = [Evidence(one.text, one.start + at, one.end + at, one.field) for one in found]
    return mark(shown, moved)


def _quotes(stored: StoredItem) -> tuple[MarkedText, ...]:
    """Return the passages with evidence; without any, how the text begins."""
    found = [one for one in marked_texts(stored) if one.label != "Titel"]
    if found:
        return tuple(MarkedText(one.label, passages(one.pieces)) for one in found)
    text = getattr(labels.classifier_input(stored.id, stored.item), _TEXT_FIELD)
    start = passages((Piece(text, marked=False),))
    return (MarkedText("Tekst en agenda", start),) if text.strip() else ()


def judge_view(
    stored: StoredItem,
    names: Names,
    now: datetime,
    key: str,
    people: Mapping[str, str],
    chosen: Sequence[str] | None = None,
) -> JudgeView:
    """Return an item to judge; `chosen` are dossiers that were picked before, if any."""
    said = stored.classification
    proposed = tuple(match.slug for match in said.dossiers) if said else ()
    weight = importance.of(stored, now, names.taxonomy)
    item = stored.item
    return JudgeView(
        id=stored.id,
        line=line(stored, names),
        title=marked_title(stored),
        importance=weight.level.value,
        importance_reason=weight.reason.replace(_OBVIOUS, ""),
        file=" ".join(part for part in (item.file_number, item.file_title) if part),
        why=why(said, names),
        labels=label_views(said, names),
        proposed=proposed,
        quotes=_quotes(stored),
        groups=groups(names.taxonomy, proposed, proposed if chosen is None else chosen),
        judged_by=people.get(said.judged_by, said.judged_by) if said else "",
        seen=judged.fingerprint(stored),
        key=key,
    )


def dossier_words(slugs: Sequence[str], names: Names) -> str:
    """Return "Wonen en Natuur", or "niet relevant" when there are none."""
    return dutch.listing([names.dossier(slug) for slug in slugs]) or "niet relevant"


_VERDICTS: Mapping[Verdict, str] = {
    Verdict.ACCEPT: "klopt",
    Verdict.CHANGE: "gewijzigd",
    Verdict.REJECT: "niet relevant",
}
_VIA: Mapping[str, str] = {"web": "werkplek", "slack": "Slack"}


def word(found: Judged, names: Names, people: Mapping[str, str], visitor: str) -> Word:
    """Return a judgement in words; `visitor` is who looks."""
    given: Feedback = found.feedback

    def name(slug: str) -> str:
        return people.get(slug, slug)

    withdrawn = ""
    if found.withdrawn_at:
        withdrawn = f"teruggedraaid door {name(found.withdrawn_by)}"
    return Word(
        id=given.id,
        line=line(found.stored, names),
        at=dutch.moment(given.given_at),
        by=name(given.by),
        verdict=_VERDICTS[given.verdict],
        said=dossier_words(given.dossiers, names),
        before=dossier_words(given.before, names) if given.before else "geen dossier",
        reach=given.reach,
        via=_VIA.get(given.via, given.via),
        seconded_by=name(given.seconded_by),
        withdrawn=withdrawn,
        note=given.note,
        holds=found.holds,
        mine=bool(visitor) and given.by.casefold() == visitor.casefold(),
    )
