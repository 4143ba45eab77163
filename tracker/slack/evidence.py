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


def _excerpt(text: str, evidence: Evidence) -> str:
    """Return "aanpak van *stikstof* in de…" (safe), or only the word when the text changed."""
    if not evidence.text or text[evidence.start : evidence.end] != evidence.text:
        return f"*{_safe(evidence.text)[:200]}*" if evidence.text.strip() else ""
    start, end = _whole_word(text, evidence.start, evidence.end)
    word = _safe(text[start:end][:200])
    before = _edge(text[:start], is_start=True)
    return f"{before}*{word}*{_edge(text[end:], is_start=False)}"


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
    found: dict[tuple[str, str], str] = {}
    for one in _evidence(said):
        key = (one.field, one.text.casefold())
        if key not in found and one.text.strip():
            place = _FIELD_WORDS.get(one.field, one.field)
            given = getattr(seen, one.field, "")
            shown = _excerpt(given if isinstance(given, str) else "", one)
            found[key] = f"“{shown}” ({_safe(place)})"
    return _joined(list(found.values()), _mentioned(said))


def _joined(excerpts: list[str], mentioned: str) -> str:
    if not excerpts:
        return mentioned
    kept = min(len(excerpts), _MOST)
    while kept > 1 and len(", ".join(excerpts[:kept])) > MAX_WHY - 300:
        kept -= 1
    rest = len(excerpts) - kept
    more = f" en nog {rest} {'woord' if rest == 1 else 'woorden'}" if rest else ""
    text = f"Waarom: {', '.join(excerpts[:kept])}{more}"
    return f"{text}. {mentioned}"[:MAX_WHY] if mentioned else text
