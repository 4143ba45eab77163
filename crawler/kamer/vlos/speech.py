"""Speakers and their words: one turn, one motie, one vote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.kamer.vlos.xml import Element, child, children, flat, name, text
from tracker.records import Speaker, SpeakerKind

_KINDS = {
    "Tweede Kamerlid": SpeakerKind.MEMBER,
    "Eerste Kamerlid": SpeakerKind.MEMBER,
    "Minister": SpeakerKind.MINISTER,
    "Staatssecretaris": SpeakerKind.MINISTER,
    "Minister-president": SpeakerKind.MINISTER,
    "Externe spreker": SpeakerKind.GUEST,
}
_LABEL = re.compile(
    r"(?:De voorzitter|De heer|Mevrouw|Kamerlid|Het lid|Minister|Staatssecretaris)\b.{0,110}:"
)


class Cast:
    """The speakers of one verslag, each read once: a verslag names some of them 200 times."""

    def __init__(self) -> None:
        self._known: dict[str, Speaker] = {}

    def speaker(self, parent: Element) -> Speaker | None:
        """Return the `spreker` below an element."""
        found = child(parent, "spreker")
        return None if found is None else self._read(found)

    def all_of(self, parent: Element) -> tuple[Speaker, ...]:
        """Return everybody in the `sprekers` below an element, each once."""
        group = child(parent, "sprekers")
        found = () if group is None else map(self._read, children(group, "spreker"))
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _read(self, element: Element) -> Speaker | None:
        key = element.get("objectid") or ""
        if key in self._known:
            return self._known[key]
        surname = text(element, "verslagnaam") or _turned(text(element, "achternaam"))
        if not surname:
            return None
        kind = _KINDS.get(element.get("soort") or "", SpeakerKind.UNKNOWN)
        party = text(element, "fractie")
        if kind is SpeakerKind.UNKNOWN and party:
            kind = SpeakerKind.MEMBER
        found = Speaker(
            key=key or surname,
            name=_full(text(element, "voornaam"), surname),
            surname=surname,
            kind=kind,
            party=party,
            function=text(element, "functie"),
        )
        self._known[key or surname] = found
        return found


def _turned(last: str) -> str:
    """Return "Van Baarle" for "Baarle van"."""
    main, _, particle = last.partition(" ")
    return f"{particle[:1].upper()}{particle[1:]} {main}" if particle else main


def _full(first: str, surname: str) -> str:
    """Return "Olger van Dijk": a particle inside a name has no capital."""
    if not first or surname.startswith(f"{first} "):
        return surname
    head, _, rest = surname.partition(" ")
    return f"{first} {head.lower()} {rest}" if rest else f"{first} {surname}"


def paragraphs(parent: Element) -> tuple[str, ...]:
    """Return the paragraphs of the direct `tekst`, without the name of the speaker in front."""
    body = child(parent, "tekst")
    if body is None:
        return ()
    found = [line for element in body for line in _lines(element)]
    if found and _LABEL.fullmatch(found[0]):
        found = found[1:]
    elif found:
        found[0] = _without_label(found[0])
    return tuple(line for line in found if line)


def _without_label(line: str) -> str:
    match = _LABEL.match(line[:130])
    return line[match.end() :].strip() if match and line.startswith("De voorzitter") else line


def _lines(element: Element) -> Iterator[str]:
    """Yield the lines of an alinea or alineagroep; what stands in a list is a line each."""
    if name(element) == "alineagroep":
        for inner in element:
            yield from _lines(inner)
        return
    parts: list[str] = []
    for item in element:
        if name(item) == "lijst":
            if parts:
                yield " ".join(parts)
            parts = []
            yield from (flat(entry) for entry in children(item, "alineaitem"))
        else:
            line = flat(item)
            if not parts and _LABEL.fullmatch(line):
                yield line
            elif line:
                parts.append(line)
    if parts:
        yield " ".join(parts)


def grouped(parent: Element, kind: str) -> tuple[str, ...]:
    """Return the lines of the alineagroepen of a kind, such as Motietekst."""
    body = child(parent, "tekst")
    if body is None:
        return ()
    groups = (one for one in children(body, "alineagroep") if one.get("type") == kind)
    return tuple(line for group in groups for line in _lines(group) if line)
