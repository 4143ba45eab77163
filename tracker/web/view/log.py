"""Lines of the audit log in words; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker import dutch
from tracker.records import AuditLine, Json
from tracker.web.view.labels import Choice

_WHAT: Mapping[str, str] = {
    "sign-in": "Aangemeld",
    "sign-out": "Afgemeld",
    "refused": "Verzoek",
    "account.add": "Account gemaakt",
    "account.role": "Rol gewijzigd",
    "account.enable": "Account geopend",
    "account.disable": "Account gesloten",
    "account.reset": "Wachtwoord en code vernieuwd",
    "judge.accept": "Voorstel goedgekeurd",
    "judge.change": "Dossiers gewijzigd",
    "judge.reject": "Niet relevant genoemd",
    "judge.second": "Oordeel bevestigd",
    "judge.withdraw": "Oordeel teruggedraaid",
    "reader.ask": "Haagse Zaken aangevraagd",
    "reader.links": "Eigen links gevraagd",
    "reader.confirm": "Aanmelding bevestigd",
    "reader.change": "Voorkeuren gewijzigd",
    "reader.stop": "Afgemeld voor Haagse Zaken",
    "reader.renew": "Nieuwe links gemaakt",
    "reader.admit": "Adres weer toegelaten",
    "reader.erase": "Gegevens van een lezer gewist",
    "reader.list": "Lijst van lezers doorgevoerd",
}
_REFUSED: Mapping[str, str] = {"sign-in": "Aanmelden mislukt", "refused": "Verzoek geweigerd"}
_GROUPS: Mapping[str, str] = {
    "sign": "Aanmelden en afmelden",
    "judge": "Beoordelen",
    "account": "Accounts",
    "reader": "Lezers van Haagse Zaken",
    "refused": "Geweigerde verzoeken",
}
_FIELDS: Mapping[str, str] = {
    "role": "rol",
    "old": "van",
    "new": "naar",
    "person": "persoon",
    "reason": "reden",
    "failures": "mislukte pogingen",
    "dossiers": "dossiers",
    "before": "eerst",
    "title": "stuk",
    "soort": "soort",
    "reden": "reden",
    "grondslag": "grondslag",
    "nieuw": "nieuw",
    "gewijzigd": "gewijzigd",
    "weg": "verwijderd",
    "status": "antwoord",
}
_VIA: Mapping[str, str] = {
    "web": "werkplek",
    "slack": "Slack",
    "mail": "mail",
    "taak": "taak",
    "opdrachtregel": "opdrachtregel",
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line as the beheerder reads it."""

    at: str
    by: str
    what: str
    subject: str
    detail: str
    via: str
    refused: bool


def _words(value: Json) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "geen"
    return str(value)


def _detail(detail: Json) -> str:
    """Return what else is known: "van: lezer; naar: lobbyist"."""
    if not isinstance(detail, dict):
        return "" if detail is None else _words(detail)
    shown = ((name, value) for name, value in detail.items() if name in _FIELDS and value != "")
    ordered = sorted(shown, key=lambda one: list(_FIELDS).index(one[0]))
    return "; ".join(f"{_FIELDS[name]}: {_words(value)}" for name, value in ordered)


def log_line(line: AuditLine) -> LogLine:
    """Return a line in words; an unknown key is shown as it is."""
    words = _WHAT.get(line.what, line.what)
    if not line.allowed:
        words = _REFUSED.get(line.what, f"{words} (geweigerd)")
    return LogLine(
        at=dutch.moment(line.at),
        by=line.by or "niet aangemeld",
        what=words,
        subject=line.subject,
        detail=_detail(line.detail),
        via=_VIA.get(line.via, line.via),
        refused=not line.allowed,
    )


def choices(chosen: str) -> tuple[Choice, ...]:
    """Return the groups of actions to choose from."""
    return tuple(Choice(key, text, key == chosen) for key, text in _GROUPS.items())
