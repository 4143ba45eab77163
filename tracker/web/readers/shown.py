"""Readers, their proofs and differences as who administers them sees them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker import dutch
from tracker.reader_letters import described
from tracker.reader_lists import Differences, Filter
from tracker.records import Bounce, Choices, Consent, Ground, ReaderState, Subscriber
from tracker.web.view.labels import Choice

BOUNCED = "terug"
GROUNDS: Mapping[Ground, str] = {
    Ground.CONSENT: "eigen aanmelding",
    Ground.OFFICE: "bestuur (lijst)",
    Ground.STAFF: "medewerker (lijst)",
}
STATES: Mapping[ReaderState, str] = {
    ReaderState.PENDING: "wacht op bevestiging",
    ReaderState.ACTIVE: "lezer",
    ReaderState.STOPPED: "gestopt",
    ReaderState.REMOVED: "gewist",
}
SAID = {
    "stoppen": "Deze lezer krijgt geen mail meer.",
    "toelaten": "Dit adres krijgt weer mail.",
    "links": "De lezer krijgt een mail met de eigen links.",
    "gewist": "De gegevens van deze lezer zijn gewist.",
    "niet": "Er is niets veranderd. Vink aan dat u het zeker weet.",
    "doorgevoerd": "De lijst is doorgevoerd.",
}
HEADER = ("e-mail", "naam", "functie", "provincie", "toestand", "grondslag", "lijst", "bac",
          "dossiers", "provincies", "sinds", "reden")  # fmt: skip
_MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One reader in the list."""

    href: str
    email: str
    name: str
    detail: str
    ground: str
    state: str
    tone: str
    since: str
    reason: str


def _tone(reader: Subscriber) -> tuple[str, str]:
    if reader.suppressed_at and reader.state is ReaderState.ACTIVE:
        return "bounced", "mail komt terug"
    return reader.state.value, STATES[reader.state]


def line(reader: Subscriber) -> Line:
    """Return a reader as a line of the list."""
    tone, state = _tone(reader)
    return Line(
        href=f"/beheer/lezers/{reader.id}",
        email="" if reader.state is ReaderState.REMOVED else reader.email,
        name=reader.name or ("(gewist)" if reader.state is ReaderState.REMOVED else ""),
        detail=", ".join(part for part in (reader.function, reader.province) if part),
        ground=GROUNDS[reader.ground],
        state=state,
        tone=tone,
        since=dutch.moment(reader.confirmed_at or reader.created_at),
        reason=reader.suppressed_why or reader.stop_reason,
    )


def tally(counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """Return how many there are of each sort."""
    active, bounced = counts.get(ReaderState.ACTIVE.value, 0), counts.get("bounced", 0)
    return [
        (active - bounced, "krijgen mail"),
        (bounced, "komt terug"),
        (counts.get(ReaderState.PENDING.value, 0), "wachten op bevestiging"),
        (counts.get(ReaderState.STOPPED.value, 0), "gestopt"),
    ]


@dataclass(frozen=True, slots=True)
class FilterFields:
    """The form of the filter."""

    text: str
    states: tuple[Choice, ...]
    grounds: tuple[Choice, ...]


def form(chosen: Filter) -> FilterFields:
    """Return the form with what is chosen."""
    states = [Choice(one.value, text, one is chosen.state) for one, text in STATES.items()]
    states.insert(2, Choice(BOUNCED, "mail komt terug", chosen.bounced))
    grounds = (Choice(one.value, text, one is chosen.ground) for one, text in GROUNDS.items())
    return FilterFields(chosen.text, tuple(states), tuple(grounds))


def row(reader: Subscriber, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a reader as a row of the CSV, in the order of `HEADER`."""
    chosen, (_, state) = reader.choices, _tone(reader)
    return (
        reader.email, reader.name, reader.function, reader.province, state,
        reader.ground.value, reader.imported, _named(chosen.bacs, names),
        _named(chosen.dossiers, names), "; ".join(chosen.provinces),
        dutch.local(reader.confirmed_at or reader.created_at).date().isoformat(),
        reader.suppressed_why or reader.stop_reason,
    )  # fmt: skip


def _named(slugs: tuple[str, ...], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(one, one) for one in slugs)


def facts(reader: Subscriber, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what is known of a reader, by name."""
    chosen: Choices = reader.choices
    found = [
        ("E-mailadres", reader.email if reader.state is not ReaderState.REMOVED else ""),
        ("Functie", reader.function),
        ("Provincie", reader.province),
        ("Grondslag", GROUNDS[reader.ground]),
        ("Lijst", reader.imported),
        ("Krijgt", " ".join(described(chosen, names))),
        ("Aangemeld", dutch.moment(reader.created_at)),
        ("Bevestigd", dutch.moment(reader.confirmed_at) if reader.confirmed_at else ""),
        ("Gestopt", dutch.moment(reader.stopped_at) if reader.stopped_at else ""),
        ("Waarom gestopt", reader.stop_reason),
        ("Mail komt terug", reader.suppressed_why),
        ("Tijdelijk terug", f"{reader.soft_bounces} keer" if reader.soft_bounces else ""),
    ]
    return [(label, text) for label, text in found if text]


def proof(one: Consent) -> tuple[str, str, str, str]:
    """Return a proof as (when, what, the text that was shown, from where)."""
    return dutch.moment(one.at), one.deed, one.text, one.ip or one.via


def bounce(one: Bounce) -> tuple[str, str, str]:
    """Return a mail that came back as (when, for good or not, the reason)."""
    kind = "voorgoed" if one.kind == "hard" else "tijdelijk"
    return dutch.moment(one.at), kind, f"{one.code} {one.text}".strip()


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of differences under a heading; each is (who, [(what, old, new)])."""

    heading: str
    note: str
    lines: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    rest: int


def _part(
    heading: str, note: str, lines: list[tuple[str, tuple[tuple[str, str, str], ...]]]
) -> Part:
    return Part(heading, note, tuple(lines[:_MOST]), max(0, len(lines) - _MOST))


def parts(found: Differences) -> list[Part]:
    """Return what a list would change, in words; groups with nothing are left out."""
    groups = [
        _part("Nieuw", "Zij krijgen vanaf nu Haagse Zaken.",
              [(f"{one.name} ({one.email})", ()) for one in found.new]),
        _part("Gewijzigd", "", [(f"{one.person.name} ({one.reader.email})", one.fields)
                                for one in found.changed]),
        _part("Niet meer op de lijst", "Alleen als u dat hieronder bevestigt, gaan zij eraf.",
              [(f"{one.name} ({one.email})", ()) for one in found.left]),
        _part("Meldden zich zelf aan", "Zij blijven lezer op eigen verzoek.",
              [(one.email, ()) for one in found.own]),
        _part("Hebben zich afgemeld", "Een lijst verandert dat niet.",
              [(one.email, ()) for one in found.stopped]),
        _part("Lieten zich wissen", "Zij komen er niet opnieuw bij.",
              [(one, ()) for one in found.objected]),
    ]  # fmt: skip
    return [one for one in groups if one.lines]
