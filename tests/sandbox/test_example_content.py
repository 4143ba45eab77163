"""The example week is rich enough, hangs together, and is the same in every build."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import yaml

from tracker.sandbox.example import NOW, build, labels
from tracker.sandbox.source.fields import categories
from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import NO_DATE, Row
from tracker.sandbox.source.serialise import AMSTERDAM
from tracker.sandbox.source.store import Store

TAXONOMY = Path(__file__).parents[2] / "config/taxonomy.yaml"
SEATS = 150


def moments(rows: list[Row], name: str) -> list[datetime]:
    return [value for row in rows if isinstance(value := row.values[name], datetime)]


def weeks(rows: list[Row]) -> Counter[int]:
    return Counter(
        moment.astimezone(AMSTERDAM).isocalendar().week for moment in moments(rows, "datum")
    )


def ballots(store: Store) -> dict[str, list[Row]]:
    votes: dict[str, list[Row]] = defaultdict(list)
    for row in store.live("Stemming"):
        votes[row.ref("besluit") or ""].append(row)
    return votes


def test_there_is_enough_of_everything(example_store: Store) -> None:
    activities = list(example_store.live("Activiteit"))
    documents = Counter(row.values["soort"] for row in example_store.live("Document"))

    assert sum(weeks(activities)[week] for week in (48, 49, 50, 51)) >= 120
    assert documents.total() >= 250
    assert documents["Brief regering"] >= 100
    assert len(ballots(example_store)) >= 60
    assert len(list(example_store.live("Toezegging"))) >= 25
    assert len({row.values["soort"] for row in activities}) >= 20
    assert len({row.values["soort"] for row in example_store.live("Document")}) >= 15
    answered = documents["Antwoord schriftelijke vragen"]
    assert 5 <= answered < documents["Schriftelijke vragen"]


def test_each_of_the_four_weeks_has_debates_and_last_week_a_few(example_store: Store) -> None:
    found = weeks(list(example_store.live("Activiteit")))

    assert all(found[week] >= 20 for week in (48, 49, 50, 51))
    assert found[47] >= 5


def test_the_votes_of_every_ballot_are_those_of_150_members(example_store: Store) -> None:
    for votes in ballots(example_store).values():
        sizes = {row.values["actorFractie"]: row.values["fractieGrootte"] for row in votes}
        assert len(sizes) == len(votes) == 15
        assert sum(int(str(size)) for size in sizes.values()) == SEATS


def test_the_outcome_of_a_ballot_is_that_of_its_votes(example_store: Store) -> None:
    outcomes = set()
    for decision, votes in ballots(example_store).items():
        row = example_store.row(decision)
        ayes = sum(
            int(str(v.values["fractieGrootte"])) for v in votes if v.values["soort"] == "Voor"
        )
        outcome = "aangenomen" if ayes > SEATS / 2 else "verworpen"
        assert row.values["besluitSoort"] == f"Stemmen - {outcome}"
        assert example_store.row(row.ref("zaak") or "").values["soort"] == "Motie"
        outcomes.add(outcome)
    assert outcomes == {"aangenomen", "verworpen"}


def test_a_changed_motie_points_to_the_one_it_replaces(example_store: Store) -> None:
    changed = example_store.row(guid_for("Zaak", "b-natuur:9"))
    first = example_store.row(changed.ref("vervangenVanuit") or "")
    outcomes = [
        row.values["besluitSoort"]
        for row in example_store.live("Besluit")
        if row.ref("zaak") == first.guid
    ]

    assert str(changed.values["onderwerp"]).startswith("Gewijzigde motie van de leden")
    assert f"(t.v.v. 33576-{first.values['volgnummer']})" in str(changed.values["onderwerp"])
    assert outcomes == ["Ingediend", "Stemmen - ingetrokken"]


def test_toezeggingen_are_open_overdue_done_and_without_date(example_store: Store) -> None:
    rows = list(example_store.live("Toezegging"))
    open_ones = [row for row in rows if row.values["status"] == "Openstaand"]
    due = [value for row in open_ones if isinstance(value := row.values["datumNakoming"], datetime)]

    assert {"Openstaand", "Afgedaan", "Deels Afgedaan", "Vervallen"} == {
        row.values["status"] for row in rows
    }
    assert NO_DATE in due
    assert any(value < NOW for value in due if value != NO_DATE)
    assert any(value > NOW for value in due if value != NO_DATE)


def test_activiteiten_have_every_status_and_kind_of_date(example_store: Store) -> None:
    rows = list(example_store.live("Activiteit"))

    assert {row.values["status"] for row in rows} == {
        "Gepland", "Uitgevoerd", "Verplaatst", "Geannuleerd", "Vervallen",
    }  # fmt: skip
    assert {row.values["datumSoort"] for row in rows} == {
        "Dag", "Meerdaags", "Weeknummer", "Nog geen datum bekend",
    }  # fmt: skip
    assert all(row.values["datum"] == row.values["aanvangstijd"] for row in rows
               if row.values["datumSoort"] == "Dag")  # fmt: skip


def test_nothing_that_lies_ahead_has_happened_yet(example_store: Store) -> None:
    assert all(version.updated < NOW for version in example_store.versions)
    for row in example_store.live("Activiteit"):
        begins = row.values["aanvangstijd"]
        if row.values["status"] == "Uitgevoerd":
            assert isinstance(begins, datetime)
            assert begins < NOW


def test_every_reference_points_to_a_live_row_of_the_right_kind(example_store: Store) -> None:
    for version in example_store.latest():
        kinds = {r.element: r.target for r in categories()[version.category].relations}
        for name, guid in version.row.refs:
            target = example_store.current[guid]
            assert target.category == kinds[name]
            assert not target.deleted


def test_public_numbers_are_unique(example_store: Store) -> None:
    for category, name in (
        ("Activiteit", "nummer"),
        ("Agendapunt", "nummer"),
        ("Zaak", "nummer"),
        ("Document", "documentNummer"),
        ("Toezegging", "nummer"),
    ):
        numbers = [row.values[name] for row in example_store.live(category)]
        assert len(set(numbers)) == len(numbers), category


def test_debates_have_ministers_members_papers_and_mostly_a_room(example_store: Store) -> None:
    debates = [r for r in example_store.live("Activiteit") if r.values["soort"] == "Commissiedebat"]
    roles: dict[str, set[object]] = defaultdict(set)
    for actor in example_store.live("ActiviteitActor"):
        roles[actor.ref("activiteit") or ""].add(actor.values["relatie"])
    booked = {row.ref("activiteit") for row in example_store.live("Reservering")}
    planned = [row for row in debates if row.values["status"] in {"Gepland", "Uitgevoerd"}]

    assert all("Bewindspersoon c.a." in roles[row.guid] for row in planned)
    assert all("Deelnemer" in roles[row.guid] for row in planned)
    assert sum(row.guid in booked for row in planned) > len(planned) * 0.7


def test_every_dossier_of_every_bac_has_several_items_and_many_have_none() -> None:
    dossiers = yaml.safe_load(TAXONOMY.read_text(encoding="utf-8"))["dossiers"]
    found = labels()
    counts = Counter(slug for slugs in found.values() for slug in slugs)
    bacs = Counter({dossier["bac"]: 0 for dossier in dossiers})
    for dossier in dossiers:
        bacs[dossier["bac"]] += counts[dossier["slug"]]

    assert set(counts) == {dossier["slug"] for dossier in dossiers}
    assert min(counts.values()) >= 4
    assert len(bacs) == 8
    assert min(bacs.values()) >= 15


def test_close_to_half_of_the_agenda_concerns_no_province(example_store: Store) -> None:
    found = labels()
    none = [row for row in example_store.live("Activiteit") if not found[row.guid]]

    assert 0.4 <= len(none) / len(list(example_store.live("Activiteit"))) <= 0.5


def test_titles_do_not_repeat_each_other(example_store: Store) -> None:
    letters = [
        row.values["onderwerp"]
        for row in example_store.live("Document")
        if row.values["soort"] == "Brief regering"
    ]

    assert len(set(letters)) == len(letters)
    assert max(Counter(str(title).split()[0] for title in letters).values()) <= len(letters) / 8


def test_every_member_and_file_is_marked_as_invented(example_store: Store) -> None:
    assert all(b"verzonnen" in body for _, body in example_store.resources.values())


def test_building_twice_gives_the_same_bytes() -> None:
    first, second = build(), build()

    assert [(v.skiptoken, v.guid, v.updated, v.xml) for v in first.versions] == [
        (v.skiptoken, v.guid, v.updated, v.xml) for v in second.versions
    ]
    assert first.resources == second.resources


def test_ids_depend_on_the_key_only() -> None:
    assert guid_for("Activiteit", "cd-stikstof") == guid_for("Activiteit", "cd-stikstof")
    assert guid_for("Activiteit", "cd-stikstof") != guid_for("Zaak", "cd-stikstof")
    assert NOW.astimezone(UTC).isoformat() == "2026-11-26T07:00:00+00:00"
