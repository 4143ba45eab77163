"""Each Dutch word for a kind of item, a status or a kind of change, once."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.records import ROLE_ABSENT, ROLE_MINISTER, ChangeKind, ItemKind, Status

NO_DATE = "datum nog niet bekend"

KIND_WORDS: Mapping[ItemKind, str] = {
    ItemKind.ACTIVITEIT: "Activiteit",
    ItemKind.KAMERBRIEF: "Kamerbrief",
    ItemKind.MOTIE: "Motie",
    ItemKind.AMENDEMENT: "Amendement",
    ItemKind.WETSVOORSTEL: "Wetsvoorstel",
    ItemKind.KAMERVRAGEN: "Kamervragen",
    ItemKind.STEMMING: "Stemming",
    ItemKind.TOEZEGGING: "Toezegging",
    ItemKind.VERSLAG: "Verslag",
    ItemKind.KAMERSTUK: "Kamerstuk",
}
KIND_PLURALS: Mapping[ItemKind, str] = {
    ItemKind.ACTIVITEIT: "Activiteiten",
    ItemKind.KAMERBRIEF: "Kamerbrieven",
    ItemKind.MOTIE: "Moties",
    ItemKind.AMENDEMENT: "Amendementen",
    ItemKind.WETSVOORSTEL: "Wetsvoorstellen",
    ItemKind.KAMERVRAGEN: "Kamervragen",
    ItemKind.STEMMING: "Stemmingen",
    ItemKind.TOEZEGGING: "Toezeggingen",
    ItemKind.VERSLAG: "Verslagen",
    ItemKind.KAMERSTUK: "Kamerstukken",
}
NEW_WORDS: Mapping[ItemKind, str] = {
    ItemKind.ACTIVITEIT: "Nieuw",
    ItemKind.KAMERBRIEF: "Nieuwe Kamerbrief",
    ItemKind.MOTIE: "Nieuwe motie",
    ItemKind.AMENDEMENT: "Nieuw amendement",
    ItemKind.WETSVOORSTEL: "Nieuw wetsvoorstel",
    ItemKind.KAMERVRAGEN: "Nieuwe Kamervragen",
    ItemKind.STEMMING: "Stemming",
    ItemKind.TOEZEGGING: "Nieuwe toezegging",
    ItemKind.VERSLAG: "Nieuw verslag",
    ItemKind.KAMERSTUK: "Nieuw Kamerstuk",
}
STATUS_WORDS: Mapping[Status, str] = {
    Status.PLANNED: "gepland",
    Status.HELD: "geweest",
    Status.MOVED: "verplaatst",
    Status.CANCELLED: "geannuleerd",
    Status.LAPSED: "vervallen",
    Status.OPEN: "open",
    Status.DONE: "afgedaan",
    Status.UNKNOWN: "onbekend",
}
CHANGE_WORDS: Mapping[ChangeKind, str] = {
    ChangeKind.NEW: "Nieuw",
    ChangeKind.MOVED: "Verplaatst",
    ChangeKind.TIME: "Andere tijd",
    ChangeKind.DATED: "Datum bekend",
    ChangeKind.UNDATED: "Uitgesteld",
    ChangeKind.REPLACED: "Verplaatst",
    ChangeKind.CONTINUED: "Wordt voortgezet",
    ChangeKind.CANCELLED: "Geannuleerd",
    ChangeKind.LAPSED: "Vervallen",
    ChangeKind.REINSTATED: "Gaat toch door",
    ChangeKind.HELD: "Geweest",
    ChangeKind.ROOM: "Andere zaal",
    ChangeKind.TITLE: "Andere titel",
    ChangeKind.COMMITTEE: "Andere commissie",
    ChangeKind.AGENDA_ADDED: "Nieuw agendapunt",
    ChangeKind.AGENDA_CHANGED: "Agendapunt gewijzigd",
    ChangeKind.AGENDA_WITHDRAWN: "Agendapunt vervallen",
    ChangeKind.DOCUMENT_ADDED: "Nieuw document",
    ChangeKind.DOCUMENT_WITHDRAWN: "Document ingetrokken",
    ChangeKind.ACTOR_ADDED: "Nieuwe deelnemer",
    ChangeKind.ACTOR_WITHDRAWN: "Deelnemer valt af",
    ChangeKind.OUTCOME: "Uitslag",
    ChangeKind.APPRECIATION: "Oordeel kabinet",
    ChangeKind.ANSWERED: "Beantwoord",
    ChangeKind.DUE: "Andere termijn",
    ChangeKind.STATUS: "Andere status",
    ChangeKind.TEXT: "Tekst gewijzigd",
    ChangeKind.DELETED: "Verwijderd door de Kamer",
    ChangeKind.RESTORED: "Weer terug bij de Kamer",
}
ROLE_CHANGES: Mapping[tuple[ChangeKind, str], str] = {
    (ChangeKind.ACTOR_ADDED, ROLE_MINISTER): "Nieuwe bewindspersoon",
    (ChangeKind.ACTOR_WITHDRAWN, ROLE_MINISTER): "Bewindspersoon valt af",
    (ChangeKind.ACTOR_ADDED, ROLE_ABSENT): "Afgemeld",
    (ChangeKind.ACTOR_WITHDRAWN, ROLE_ABSENT): "Toch niet afgemeld",
}
VOTED_ON = frozenset(
    {ItemKind.MOTIE, ItemKind.AMENDEMENT, ItemKind.WETSVOORSTEL, ItemKind.STEMMING}
)
REPORT_STATES = frozenset({"casco", "ongecorrigeerd", "gecorrigeerd", "gerectificeerd"})
"""How far a verslag is; the Kamer gives it in the place of an outcome."""
PLURAL_CHANGES: Mapping[ChangeKind, str] = {
    ChangeKind.AGENDA_ADDED: "nieuwe agendapunten",
    ChangeKind.AGENDA_CHANGED: "gewijzigde agendapunten",
    ChangeKind.AGENDA_WITHDRAWN: "vervallen agendapunten",
    ChangeKind.DOCUMENT_ADDED: "nieuwe documenten",
    ChangeKind.DOCUMENT_WITHDRAWN: "ingetrokken documenten",
    ChangeKind.ACTOR_ADDED: "wijzigingen in de deelnemers",
    ChangeKind.ACTOR_WITHDRAWN: "wijzigingen in de deelnemers",
}
IMPORTANCE: tuple[ChangeKind, ...] = (
    ChangeKind.CANCELLED,
    ChangeKind.LAPSED,
    ChangeKind.DELETED,
    ChangeKind.REPLACED,
    ChangeKind.NEW,
    ChangeKind.MOVED,
    ChangeKind.UNDATED,
    ChangeKind.REINSTATED,
    ChangeKind.RESTORED,
    ChangeKind.DATED,
    ChangeKind.TIME,
    ChangeKind.OUTCOME,
    ChangeKind.ANSWERED,
    ChangeKind.APPRECIATION,
    ChangeKind.AGENDA_ADDED,
    ChangeKind.AGENDA_WITHDRAWN,
    ChangeKind.AGENDA_CHANGED,
    ChangeKind.DOCUMENT_ADDED,
    ChangeKind.DOCUMENT_WITHDRAWN,
    ChangeKind.ROOM,
    ChangeKind.DUE,
    ChangeKind.CONTINUED,
    ChangeKind.ACTOR_ADDED,
    ChangeKind.ACTOR_WITHDRAWN,
    ChangeKind.COMMITTEE,
    ChangeKind.TITLE,
    ChangeKind.HELD,
    ChangeKind.STATUS,
    ChangeKind.TEXT,
)
"""What a reader wants to hear first."""
