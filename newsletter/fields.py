"""What a person may rewrite in a block: its fields by kind, and how each is kept; pure.

`Block.human` holds what a person wrote: plain words for a line, clean HTML for a text.
A field that is not in it shows what the machine made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from newsletter import debate_texts, rich
from tracker.errors import HaagseZakenError
from tracker.records import Block, Json

FREE, ACTION = "vrij", "actie"
"""Kinds of block that only a person makes."""


class Form(StrEnum):
    """How a field is written and kept."""

    LINE = "regel"
    RICH = "tekst"


class FieldError(HaagseZakenError):
    """What was written cannot be kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in `human`, what an editor calls it, the most characters of text."""

    name: str
    label: str
    form: Form = Form.RICH
    most: int = 4_000
    hint: str = ""


_TITLE = Field("title", "Kop", Form.LINE, 400)
_MEANING = Field(
    "betekenis", "Betekenis voor provincies", hint="Eén of twee zinnen. Leeg laten mag."
)
_TEXT_LINE = Field("text", "Tekst", Form.LINE, 600)

FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        "kop": (
            Field("subject", "Onderwerp van de mail", Form.LINE, 60, "Ten hoogste 60 tekens."),
            Field("preheader", "Voorbeeldregel", Form.LINE, 90, "Twee andere onderwerpen."),
            Field("audience", "Voor wie is deze brief?", Form.LINE, 200),
        ),
        "intro": (
            Field("tekst", "Inleiding", hint="40 tot 80 woorden; onderteken met uw naam."),
        ),
        "kort": (_TEXT_LINE,),
        ACTION: (
            Field("what", "Wat vraagt u?", Form.LINE, 300),
            Field("who", "Van wie?", Form.LINE, 160, "BAC, gedeputeerde of lobbyist."),
            Field("before", "Vóór welke datum?", Form.LINE, 60),
            Field("tekst", "Toelichting"),
        ),
        FREE: (_TITLE, Field("tekst", "Tekst")),
        "agenda-item": (_TITLE, _MEANING),
        "debat": (
            _TITLE,
            Field("kern", "Kern", hint="Het resultaat voor provincies, in 40 tot 60 woorden."),
            Field("gezegd", "Wat is er gezegd", most=12_000),
            Field("reactie", "Reactie bewindspersoon", most=8_000),
            Field("vervolg", "Vervolg"),
            Field("duiding", "Duiding", hint="Uw uitleg; staat apart van wat er gezegd is."),
        ),
        "stemming": (_TITLE, _MEANING),
        "toezegging": (Field("text", "Toezegging", Form.LINE, 1_000), _MEANING),
        "kamerbrief": (_TITLE, _MEANING),
        "kamervragen": (_TITLE, _MEANING),
        "bericht": (_TEXT_LINE, _MEANING),
        "wetsvoorstel": (_TITLE, Field("next", "Volgende datum", Form.LINE, 120), _MEANING),
        "overleg": (
            _TITLE,
            Field("afspraken", "Afspraken", hint="Wie doet wat, en wanneer?", most=8_000),
            Field("next", "Volgende datum", Form.LINE, 60),
            Field("owner", "Contact", Form.LINE, 120),
            _MEANING,
        ),
        "consultatie": (
            _TITLE,
            Field("responds", "Reageert het IPO?", Form.LINE, 60, "Ja, nee of nog te bepalen."),
            Field("owner", "Eigenaar", Form.LINE, 120),
            _MEANING,
        ),
        "inbreng": (
            _TITLE,
            Field("sort", "Soort stuk", Form.LINE, 60, "Brief, position paper, notitie."),
            Field("to", "Aan wie?", Form.LINE, 160),
            Field("partners", "Samen met wie?", Form.LINE, 160),
            Field("aims", "Punten", hint="Drie punten zijn genoeg."),
            _MEANING,
        ),
        "mijlpaal": (_TEXT_LINE,),
        "ook": (_TITLE,),
        "contact": (
            Field("name", "Naam", Form.LINE, 120),
            Field("function", "Functie", Form.LINE, 120),
            Field("phone", "Telefoon", Form.LINE, 30),
            Field("email", "Mailadres", Form.LINE, 254),
        ),
    }
)  # fmt: skip
"""Kinds that are not here, such as the head of a week in the agenda, are facts only."""

Machine = Callable[[Mapping[str, Json]], str]


def _intro(content: Mapping[str, Json]) -> str:
    return rich.paragraphs(list(content.get("paragraphs", ())))


def _listed(name: str) -> Machine:
    def make(content: Mapping[str, Json]) -> str:
        return rich.paragraphs([str(one) for one in content.get(name, ())])

    return make


_MACHINE: Mapping[tuple[str, str], Machine] = MappingProxyType(
    {
        ("intro", "tekst"): _intro,
        ("debat", "kern"): debate_texts.kern,
        ("debat", "gezegd"): debate_texts.said,
        ("debat", "reactie"): debate_texts.answers,
        ("overleg", "afspraken"): _listed("agreements"),
        ("inbreng", "aims"): _listed("aims"),
    }
)
"""Texts that the machine makes of something else than a field of the same name."""


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return what may be rewritten in a block of a kind; nothing for a kind of facts only."""
    return FIELDS.get(kind, ())


def machine(block: Block, field: Field) -> str:
    """Return what the machine made of a field: words for a line, clean HTML for a text."""
    make = _MACHINE.get((block.kind, field.name))
    if make is not None:
        return make(block.content)
    value = str(block.content.get(field.name) or "")
    return value if field.form is Form.LINE else rich.paragraphs([value])


def shown(block: Block, field: Field) -> str:
    """Return what the reader gets: a person's text when there is one, else the machine's."""
    written = (block.human or {}).get(field.name)
    return machine(block, field) if written is None else str(written)


def written(block: Block) -> dict[str, str]:
    """Return the texts that a person wrote, as clean HTML by name of the field."""
    given = block.human or {}
    texts = (field for field in fields_of(block.kind) if field.form is Form.RICH)
    return {one.name: rich.clean(str(given[one.name])) for one in texts if one.name in given}


def _line(value: str) -> str:
    return " ".join(rich.text(rich.paragraphs([value])).split())


def _accepted(field: Field, value: str, typed: bool) -> str:
    if field.form is Form.LINE:
        kept = words = _line(value)
    else:
        kept = rich.from_light(value) if typed else rich.clean(value)
        words = rich.text(kept)
    if len(words) > field.most:
        raise FieldError(
            f"{field.label}: {len(words)} tekens is te lang, er passen er {field.most}. "
            "Kort de tekst in; wat u schreef staat nog in het veld."
        )
    return kept


def accept(kind: str, given: Mapping[str, str], *, typed: bool = False) -> dict[str, str]:
    """Return what may be kept of what an editor sent, by name of the field.

    With `typed` texts are Markdown (an editor without script), else HTML. Raises FieldError
    for a field that this kind has not, and for one that is too long.
    """
    known = {field.name: field for field in fields_of(kind)}
    foreign = given.keys() - known.keys()
    if foreign:
        raise FieldError(f"Dit blok heeft geen veld {', '.join(sorted(foreign))}.")
    return {name: _accepted(known[name], value, typed) for name, value in given.items()}
