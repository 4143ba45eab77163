"""One letter of the example week, as four sources give it, is one thing."""

from __future__ import annotations

from datetime import date

from tests.crawler.pages import expected
from tracker import contents
from tracker.matching import Candidate, identifiers_of, join, kamerstuk_identifier
from tracker.records import ItemKind
from tracker.sandbox.example.build import lay_out

NUMBER = "29023, nr. 660"
KAMERBRIEF = Candidate(
    1, "tweedekamer", ItemKind.KAMERBRIEF,
    "Voortgang Landelijk Actieprogramma Netcongestie, najaar 2026", "", date(2026, 11, 23),
    frozenset({"kst:29023-660"}),
)  # fmt: skip
PLACES = {
    "officielepublicaties": "publicatie:kst-29023-660",
    "openoverheid": "document:oep-4f1d0a3f0d6f5b9e1c6b8c1a2e3d4f5061728394",
    "rijksoverheid": "bericht:/documenten/kamerstukken/2026/11/23/"
    "kamerbrief-voortgang-landelijk-actieprogramma-netcongestie",
}


def candidate(place: int, source: str) -> Candidate:
    item = contents.load(expected(source)[PLACES[source]])
    return Candidate(
        place, source, item.kind, item.title, item.number, item.published_on, identifiers_of(item)
    )


def test_the_stand_in_of_the_kamer_has_this_letter_under_this_number() -> None:
    rows = [row for _, row in lay_out().desk.rows.values() if row.category == "DocumentVersie"]

    assert "kst-29023-660" in {row.values["externeidentifier"] for row in rows}
    assert kamerstuk_identifier(NUMBER) == "kst:29023-660"


def test_the_number_joins_it_where_there_is_one_and_title_and_day_elsewhere() -> None:
    rules = {}
    for place, source in enumerate(PLACES, start=2):
        found = join(candidate(place, source), [KAMERBRIEF])
        assert found is not None, source
        assert found.into_id == KAMERBRIEF.id, "shown with the Kamer"
        rules[source] = found.rule

    assert rules == {
        "officielepublicaties": "zelfde nummer",
        "openoverheid": "zelfde nummer",
        "rijksoverheid": "titel en datum",
    }


def test_a_fiche_and_the_agenda_of_the_raad_are_about_one_proposal() -> None:
    papers = expected("officielepublicaties")
    fiche = papers["publicatie:kst-22112-4315"]
    agenda = papers["publicatie:kst-21501-08-1020"]

    assert {"com:2026:512"} <= {*fiche["identifiers"]} & {*agenda["identifiers"]}
    assert "procedure:2026/0211(COD)" in agenda["identifiers"]
