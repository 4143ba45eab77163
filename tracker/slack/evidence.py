"""Pure: why an item matched, with the words marked in the text they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker import labels
from tracker.records import Classification, Evidence, StoredItem
from tracker.slack.text import escape

MAX_WHY = 1_900
_AROUND = 45
_MOST = 4
_TOGETHER = 3
"""Words that share an excerpt at most."""
_GLANCE = 330
"""Characters that are read in passing; the item's page marks every word."""
_FIELD_WORDS = {
    "title": "titel",
    "text": "tekst",
    "committee": "commissie",
    "file_title": "naam van het Kamerstukdossier",
    "concepts": "trefwoorden",
    "actors": "indieners",
}
_MARKS = str.maketrans({"*": "∗", "_": "‗", "~": "∼", "`": "ˋ"})
_LETTER = re.compile(r"\w", re.UNICODE)


def _whole_word(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of the whole word: Slack marks no part of one."""
    while start > 0 and _LETTER.match(text[start - 1]):
        start -= 1
    while end < len(text) and _LETTER.match(text[end]):
        end += 1
    return start, end


def _safe(text: str) -> str:
    return escape(" ".join(text.split()).translate(_MARKS))


def _edge(text: str, *, is_start: bool) -> str:
    """Return the text beside a marked word, cut at a word, with a blank where there was one."""
    flat = " ".join(text.split())
    if len(flat) <= _AROUND:
        cut = flat
    elif is_start:
        cut = "…" + flat[-_AROUND:].partition(" ")[2]
    else:
        cut = flat[:_AROUND].rpartition(" ")[0] + "…"
    blank = text[-1:].isspace() if is_start else text[:1].isspace()
    shown = _safe(cut)
    if not blank:
        return shown
    return f"{shown} " if is_start else f" {shown}"


def _spans(text: str, found: Iterable[Evidence]) -> list[tuple[int, int]]:
    """Return the places of the words that still stand in the text, in order, none twice."""
    places = (
        _whole_word(text, one.start, one.end)
        for one in found
        if one.text.strip() and text[one.start : one.end] == one.text
    )
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(places)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _first_of_each(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first place of each word, so that one word is marked once."""
    first: dict[str, tuple[int, int]] = {}
    for start, end in spans:
        first.setdefault(text[start:end].casefold(), (start, end))
    return list(first.values())


def _clusters(spans: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return words that stand near each other together: they share an excerpt."""
    found: list[list[tuple[int, int]]] = []
    for span in spans:
        is_near = found and span[0] - found[-1][-1][1] <= _AROUND
        if is_near and len(found[-1]) < _TOGETHER:
            found[-1].append(span)
        else:
            found.append([span])
    return found


def _excerpt(text: str, cluster: list[tuple[int, int]]) -> str:
    """Return "aanpak van *stikstof* en *natuur* in de…"; safe."""
    shown = _edge(text[: cluster[0][0]], is_start=True)
    for place, (start, end) in enumerate(cluster):
        shown += f"*{_safe(text[start:end][:200])}*"
        if place + 1 < len(cluster):
            between = text[end : cluster[place + 1][0]]
            shown += f"{' ' * between[:1].isspace()}{_safe(between)}{' ' * between[-1:].isspace()}"
    return shown + _edge(text[cluster[-1][1] :], is_start=False)


def _evidence(said: Classification) -> Iterable[Evidence]:
    for match in said.dossiers:
        yield from match.evidence


def _mentioned(said: Classification) -> str:
    words = dict.fromkeys(_safe(one.text) for one in said.mentions if one.text.strip())
    return f"Noemt: {', '.join(list(words)[:_MOST])}" if words else ""


def why(stored: StoredItem) -> str:
    """Return safe text that shows each word once where it stands; "" when none were kept."""
    said = stored.classification
    if said is None:
        return ""
    seen = labels.classifier_input(stored.id, stored.item)
    by_field: dict[str, list[Evidence]] = {}
    for one in _evidence(said):
        by_field.setdefault(one.field, []).append(one)
    shown: list[str] = []
    for name, found in by_field.items():
        given = getattr(seen, name, "")
        shown += _of_field(given if isinstance(given, str) else "", name, found)
    return _joined(shown, _mentioned(said))


def _of_field(text: str, name: str, found: list[Evidence]) -> list[str]:
    """Return the excerpts of one field, then words that no longer stand in it."""
    place = _safe(_FIELD_WORDS.get(name, name))
    spans = _first_of_each(text, _spans(text, found))
    shown = [f"“{_excerpt(text, cluster)}” ({place})" for cluster in _clusters(spans)]
    gone = dict.fromkeys(
        one.text.strip() for one in found
        if one.text.strip() and text[one.start : one.end] != one.text
    )  # fmt: skip
    return shown + [f"“*{_safe(word)[:200]}*” ({place})" for word in gone]


def _joined(excerpts: list[str], mentioned: str) -> str:
    if not excerpts:
        return mentioned
    kept = min(len(excerpts), _MOST)
    while kept > 1 and len(", ".join(excerpts[:kept])) > _GLANCE:
        kept -= 1
    rest = len(excerpts) - kept
    more = f" en nog {rest} {'plek' if rest == 1 else 'plekken'}" if rest else ""
    text = f"Waarom: {', '.join(excerpts[:kept])}{more}"
    return f"{text}. {mentioned}"[:MAX_WHY] if mentioned else text
