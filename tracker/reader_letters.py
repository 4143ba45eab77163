"""The mails to one reader about their own subscription, in Dutch; pure.

Nothing that a stranger typed is in a mail to an address that did not confirm: a form on the
internet would be used to send it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker import dutch
from tracker.letters import Letter, Line, Part
from tracker.reader_post import ReaderMail
from tracker.reader_tokens import HOLDS
from tracker.records import Choices, Ground, Json, Links, Subscriber

CONFIRM_PATH, ERASE_PATH = "/abonneren/bevestigen", "/gegevens-wissen"
SUBSCRIBE_PATH, PRIVACY_PATH = "/abonneren", "/privacy"
_HOURS = int(HOLDS.total_seconds() // 3600)
_IGNORE = "Hebt u hier niet om gevraagd? Dan hoeft u niets te doen."
_KEEP = "Stuur deze mail niet door: met de links erin kan iedereen uw voorkeuren wijzigen."
WHY = {
    Ground.CONSENT: "U krijgt deze mail omdat u zich hebt aangemeld.",
    Ground.OFFICE: "U krijgt deze mail omdat u gedeputeerde bent.",
    Ground.STAFF: "U krijgt deze mail voor uw werk bij een provincie of het IPO.",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a mail may say: the reader, their links, a fresh single-use token, their data."""

    reader: Subscriber
    links: Links
    public_url: str
    names: Mapping[str, str]
    token: str = ""
    data: Mapping[str, Json] | None = None

    def page(self, path: str) -> str:
        """Return the address of one of our pages."""
        return f"{self.public_url.rstrip('/')}{path}"


def _own(about: About, *, stop: bool = True) -> Part:
    lines = [Line("Uw voorkeuren bekijken of wijzigen", url=about.links.preferences)]
    if stop:
        lines.append(Line("Geen mail meer van ons", url=about.links.unsubscribe))
    lines.append(Line("Hoe wij met uw gegevens omgaan", url=about.page(PRIVACY_PATH)))
    return Part("Zelf regelen", tuple(lines))


def described(choices: Choices, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a reader chose, one sentence each."""
    kinds = [
        text
        for text, on in (("elke week Haagse Zaken", choices.weekly),
                         ("een mail als iets niet kan wachten", choices.urgent))
        if on
    ]  # fmt: skip
    subjects = [names.get(one, one) for one in (*choices.bacs, *choices.dossiers)]
    if choices.personal and (subjects or choices.provinces):
        order = [*subjects, *choices.provinces]
        what = f"Bovenaan staat: {dutch.listing(order)}."
    else:
        what = "U krijgt de gewone volgorde."
    return (f"U krijgt {dutch.listing(kinds) or 'nu geen mail'}.", what)


def _confirm(about: About) -> Letter:
    link = about.page(f"{CONFIRM_PATH}/{about.token}")
    return Letter(
        "Bevestig uw aanmelding voor Haagse Zaken",
        "Iemand heeft dit adres ingevuld om Haagse Zaken van het IPO te krijgen. Was u dat? Volg "
        "dan de link en bevestig het op de pagina die opengaat. Daarna krijgt u de mail.",
        (Part("", (Line("Bevestig mijn aanmelding", f"De link werkt {_HOURS} uur, en één keer.",
                        url=link),)),),
        f"{_IGNORE} U krijgt dan niets, en wij wissen uw adres na een week.",
    )  # fmt: skip


def _known(about: About) -> Letter:
    return Letter(
        "U krijgt Haagse Zaken al",
        "Iemand heeft dit adres opnieuw ingevuld op onze pagina. U krijgt Haagse Zaken al, er is "
        "niets veranderd. Wilt u andere onderwerpen? Dat kan met uw eigen link.",
        (_own(about),),
        f"{_IGNORE} {_KEEP}",
    )  # fmt: skip


def _links(about: About) -> Letter:
    return Letter(
        "Uw links voor Haagse Zaken",
        "U vroeg om de link naar uw voorkeuren. Een wachtwoord is niet nodig.",
        (_own(about),),
        f"{_IGNORE} {_KEEP}",
    )  # fmt: skip


def _welcome(about: About) -> Letter:
    chosen = tuple(Line(one) for one in described(about.reader.choices, about.names))
    return Letter(
        "Welkom bij Haagse Zaken",
        "Uw aanmelding is gelukt. U krijgt Haagse Zaken in elke week waarin de Kamer vergadert.",
        (Part("Dit hebt u gekozen", chosen), _own(about)),
        "Wij meten niet of u de mail opent of waarop u klikt.",
    )


def _listed(about: About) -> Letter:
    return Letter(
        "U krijgt voortaan Haagse Zaken",
        "Haagse Zaken is het weekbericht van het IPO: wat er in Den Haag en Brussel speelt voor de "
        f"provincies. {WHY[about.reader.ground]}",
        (_own(about),),
        "Wilt u de mail niet? Volg dan de link ‘Geen mail meer van ons’.",
    )


def _stopped(about: About) -> Letter:
    return Letter(
        "U bent afgemeld voor Haagse Zaken",
        "U krijgt geen mail meer van ons. Dit is de laatste.",
        (
            Part("Zelf regelen", (
                Line("Toch weer aanmelden", url=about.links.preferences),
                Line("Hoe wij met uw gegevens omgaan, en hoe u ze laat wissen",
                     url=about.page(PRIVACY_PATH)),
            )),
        ),
        "Was u dit niet zelf? Dan heeft iemand op de link in uw mail geklikt. U kunt zich met de "
        "eerste link weer aanmelden.",
    )  # fmt: skip


_WORDS = {
    "choices": "keuzes", "name": "naam", "bacs": "BAC’s", "provinces": "provincies",
    "weekly": "elke week", "urgent": "ook dringend", "personal": "eigen onderwerpen eerst",
    "active": "lezer", "pending": "wacht op bevestiging", "stopped": "gestopt",
}  # fmt: skip
_LEFT_OUT: tuple[Json, ...] = ("", None, [], False)


def _export(about: About) -> Letter:
    return Letter(
        "Uw gegevens bij Haagse Zaken",
        "U vroeg welke gegevens wij van u hebben. Dit is alles.",
        tuple(_parts(about.data or {}, _WORDS | dict(about.names))),
        "Klopt er iets niet, of wilt u dat wij alles wissen? Dat kan op de pagina met uw "
        "voorkeuren.",
    )


def _parts(data: Mapping[str, Json], words: Mapping[str, str]) -> list[Part]:
    single = [
        Line(f"{_said(label, words).capitalize()}: {_said(value, words)}")
        for label, value in data.items()
        if not isinstance(value, list) and value not in _LEFT_OUT
    ]
    many = [
        Part(label.capitalize(), tuple(Line(_said(one, words)) for one in value))
        for label, value in data.items()
        if isinstance(value, list) and value
    ]
    return [Part("", tuple(single)), *many]


def _said(value: Json, words: Mapping[str, str]) -> str:
    """Return a value as one line, in Dutch, times as people write them."""
    if isinstance(value, dict):
        kept = ((label, one) for label, one in value.items() if one)
        return "; ".join(f"{words.get(label, label)}: {_said(one, words)}" for label, one in kept)
    if isinstance(value, list | tuple):
        return dutch.listing([_said(one, words) for one in value])
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = "" if value is None else str(value)
    return words.get(text) or _moment(text) or text


def _moment(text: str) -> str:
    """Return a stored time as people write it, "" for what is no time."""
    if "T" not in text:
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return f"{dutch.day_long(dutch.local(at).date())}, {dutch.clock(at)} uur" if at.tzinfo else ""


def _erase(about: About) -> Letter:
    link = about.page(f"{ERASE_PATH}/{about.token}")
    return Letter(
        "Bevestig dat wij uw gegevens wissen",
        "U vroeg om uw gegevens bij Haagse Zaken te wissen. Volg de link en bevestig het daar. "
        "Daarna krijgt u geen mail meer, en wij weten niet meer wie u bent.",
        (Part("", (Line("Wis mijn gegevens", f"De link werkt {_HOURS} uur, en één keer.",
                        url=link),)),),
        _IGNORE,
    )  # fmt: skip


WRITERS: Mapping[ReaderMail, Callable[[About], Letter]] = {
    ReaderMail.CONFIRM: _confirm,
    ReaderMail.KNOWN: _known,
    ReaderMail.LINKS: _links,
    ReaderMail.WELCOME: _welcome,
    ReaderMail.LISTED: _listed,
    ReaderMail.STOPPED: _stopped,
    ReaderMail.EXPORT: _export,
    ReaderMail.ERASE: _erase,
}


def letter(what: ReaderMail, about: About) -> Letter:
    """Return a mail."""
    return WRITERS[what](about)
