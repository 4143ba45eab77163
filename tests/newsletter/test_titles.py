"""Titles of the Kamer as readers want them."""

from __future__ import annotations

import pytest

from newsletter import titles
from tests.newsletter.week import Shelf, at
from tracker.records import Status


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Motie van het lid Podt c.s. over stikstof ", "Motie-Podt c.s. over stikstof"),
        (
            "Motie van de leden Van Haga en Smolders over de kerncentrale in Lingen ",
            "Motie-Van Haga/Smolders over de kerncentrale in Lingen",
        ),
        (
            "Gewijzigde motie van het lid Teunissen over Schiphol (t.v.v. 28165-456)",
            "Gewijzigde motie-Teunissen over Schiphol",
        ),
        (
            "Gewijzigde motie van het lid Voortman  (t.v.v. 30597, nr. 402) over de zorg",
            "Gewijzigde motie-Voortman over de zorg",
        ),
        ("Motie Van der Veen over het b-segment", "Motie-Van der Veen over het b-segment"),
        (
            "Amendement van het lid Kwint c.s. ter vervanging van nr. 61 over leraren",
            "Amendement-Kwint c.s. over leraren",
        ),
        (
            "Amendement van het lid Pia Dijkstra dat regelt dat een deel wordt afgelost",
            "Amendement-Pia Dijkstra dat regelt dat een deel wordt afgelost",
        ),
        ("Wijziging van de Mediawet.", "Wijziging van de Mediawet"),
        ("Motie", "Motie"),
    ],
)
def test_a_motion_is_called_by_name_and_subject(title: str, label: str) -> None:
    assert titles.paper_label(title) == label


@pytest.mark.parametrize(
    ("subtype", "title", "shown"),
    [
        ("Commissiedebat", " Mijnbouw ", "Commissiedebat Mijnbouw"),
        (
            "Plenair debat (tweeminutendebat)",
            "Tweeminutendebat RES en wind op zee (CD 1/10)",
            "Tweeminutendebat RES en wind op zee (CD 1/10)",
        ),
        ("Plenair debat (debat)", "Debat over wonen", "Plenair debat over wonen"),
        ("Stemmingen", "STEMMINGEN (over moties)", "Stemmingen (over moties)"),
        ("Procedurevergadering", "Procedurevergadering IenW", "Procedurevergadering IenW"),
        ("Technische briefing", "Inzet COP30", "Technische briefing: Inzet COP30"),
        (
            "Plenair debat (wetgeving)",
            "Algemene Financiële Beschouwingen",
            "Plenair debat (wetgeving): Algemene Financiële Beschouwingen",
        ),
        ("", "Iets", "Iets"),
    ],
)
def test_an_activity_says_its_kind_once(subtype: str, title: str, shown: str) -> None:
    item = Shelf().debate(title, at(24), subtype=subtype).item
    assert titles.activity(item) == shown


@pytest.mark.parametrize(
    ("title", "subject", "remark"),
    [
        ("Wonen (verplaatst naar 4 december 2026)", "Wonen", "verplaatst naar 4 december 2026"),
        (
            "VTH-stelsel - omgezet in een schriftelijk overleg",
            "VTH-stelsel",
            "omgezet in een schriftelijk overleg",
        ),
        ("Industrie (VERPLAATST NAAR 10 MEI)", "Industrie", "verplaatst naar 10 mei"),
        ("Wonen", "Wonen", ""),
    ],
)
def test_a_remark_on_being_off_leaves_the_title(title: str, subject: str, remark: str) -> None:
    item = Shelf().debate(title, at(24), status=Status.CANCELLED).item
    assert (titles.subject(item), titles.off_remark(item)) == (subject, remark)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("36600-VII, nr. 12", "36 600 VII, nr. 12"),
        ("36600-VII", "36 600 VII"),
        ("21501-32, nr. 1500", "21 501-32, nr. 1500"),
        ("34682, nr. 240", "34 682, nr. 240"),
        ("36800-C", "36 800 C"),
        ("", ""),
    ],
)
def test_kamerstuk_numbers(number: str, shown: str) -> None:
    assert titles.kamerstuk(number) == shown
