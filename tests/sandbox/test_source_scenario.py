"""Each step adds exactly the rows it should, and a restarted server goes on where it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.sandbox.source_client import ATOM, TK, entity, entries, fetch, step
from tracker.sandbox.source import faults
from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import Row
from tracker.sandbox.source.scenario import World, catalogue
from tracker.sandbox.source.server import SourceServer
from tracker.sandbox.source.store import Store

EXACT = {
    "debate-moves": {"Activiteit": 1},
    "agenda-item-added": {"Agendapunt": 1, "Zaak": 1},
    "room-changes": {"Reservering": 1},
    "minister-added": {"ActiviteitActor": 1},
    "debate-cancelled": {"Activiteit": 1},
    "row-deleted": {"Activiteit": 1},
    "votes-in": {"Besluit": 6, "Stemming": 90, "Zaak": 6},
    "toezegging-made": {"Toezegging": 1},
    "unknown-category": {"DebatStream": 1},
    "row-without-required-fields": {"Activiteit": 1, "Document": 1},
}


def added(world: World, name: str) -> list[Row]:
    before = len(world.store.versions)
    world.take(name)
    return [version.row for version in world.store.versions[before:]]


def activity(store: Store, key: str) -> Row:
    return store.row(guid_for("Activiteit", key))


@pytest.mark.parametrize("name", sorted(EXACT))
def test_a_step_adds_exactly_its_own_rows(name: str) -> None:
    assert Counter(row.category for row in added(World([]), name)) == EXACT[name]


def test_a_moved_debate_keeps_its_number_and_title() -> None:
    world = World([])
    before = activity(world.store, "cd-stikstof").values

    (row,) = added(world, "debate-moves")

    changed = {name for name in before if before[name] != row.values[name]}
    assert changed == {"datum", "aanvangstijd", "eindtijd"}
    assert str(row.values["aanvangstijd"]) == "2026-12-03 10:00:00+01:00"


def test_a_debate_can_move_again() -> None:
    world = World([])

    first, second = added(world, "debate-moves"), added(world, "debate-moves")

    assert first[0].values["datum"] != second[0].values["datum"]


def test_a_replaced_debate_points_from_the_new_number_to_the_old() -> None:
    world = World([])
    old = activity(world.store, "cd-water")

    rows = added(world, "debate-replaced")

    gone = next(row for row in rows if row.guid == old.guid)
    new = next(row for row in rows if row.category == "Activiteit" and row.guid != old.guid)
    items = [row for row in rows if row.category == "Agendapunt"]
    assert gone.values["status"] == "Verplaatst"
    assert gone.values["datum"] == old.values["datum"]
    assert "verplaatst naar 16 december 2026" in str(gone.values["onderwerp"])
    assert new.ref("vervangenVanuit") == old.guid
    assert new.values["nummer"] != old.values["nummer"]
    assert {item.ref("activiteit") for item in items} == {new.guid}


def test_a_cancelled_debate_keeps_everything_but_its_status() -> None:
    world = World([])
    before = activity(world.store, "cd-cyber").values

    (row,) = added(world, "debate-cancelled")

    trimmed = {name: str(value).strip() for name, value in before.items()}
    now = {name: str(value).strip() for name, value in row.values.items()}
    assert {name for name in now if now[name] != trimmed[name]} == {"status"}


def test_the_news_of_the_day_is_a_dozen_things() -> None:
    rows = added(World([]), "today")

    kinds = Counter(row.category for row in rows)
    letters = [row for row in rows if row.values.get("soort") == "Brief regering"]
    assert kinds["Stemming"] == 90
    assert (kinds["Toezegging"], kinds["Agendapunt"], kinds["Reservering"]) == (1, 2, 1)
    assert len([row for row in letters if row.category == "Document"]) == 4
    cancelled = [row for row in rows if row.values.get("status") == "Geannuleerd"]
    assert [row.guid for row in cancelled] == [guid_for("Activiteit", "cd-cultuur")]


def test_mass_republication_shows_every_entity_again_with_the_same_content() -> None:
    world = World(["today"])
    before = {version.guid: version for version in world.store.latest()}

    world.take("mass-republication")

    after = {version.guid: version for version in world.store.latest()}
    assert set(after) == set(before)
    for guid, version in after.items():
        assert version.row.values == before[guid].row.values
        assert version.row.refs == before[guid].row.refs
        assert version.updated > before[guid].updated
        assert version.skiptoken > max(old.skiptoken for old in before.values())


def test_tokens_and_times_never_go_back() -> None:
    world = World(["today", "mass-republication", "debate-moves", "votes-in"])

    versions = world.store.versions
    assert [v.skiptoken for v in versions] == sorted({v.skiptoken for v in versions})
    assert [v.updated for v in versions] == sorted(v.updated for v in versions)


def test_a_step_that_was_taken_is_refused_and_adds_nothing(source: SourceServer) -> None:
    step(source.base_url, "votes-in")
    count = len(source.application.store.versions)

    again = fetch(f"{source.base_url}/_scenario/votes-in", "POST")
    unknown = fetch(f"{source.base_url}/_scenario/iets", "POST")

    assert (again.status, unknown.status) == (409, 404)
    assert len(source.application.store.versions) == count


def test_a_restarted_server_goes_on_where_it_was(tmp_path: Path) -> None:
    with SourceServer(tmp_path) as first:
        step(first.base_url, "today")
        step(first.base_url, "debate-moves")
        step(first.base_url, "503", "?retry_after=7")
        kept = [(v.skiptoken, v.updated, v.xml) for v in first.application.store.versions]

    with SourceServer(tmp_path) as second:
        assert fetch(f"{second.base_url}/SyncFeed/2.0/Feed").headers["Retry-After"] == "7"
        assert [(v.skiptoken, v.updated, v.xml) for v in second.application.store.versions] == kept
        step(second.base_url, "reset")
        assert len(second.application.store.versions) < len(kept)
        assert fetch(f"{second.base_url}/SyncFeed/2.0/Feed").status == 200


def test_the_catalogue_names_every_step_and_the_state(source: SourceServer) -> None:
    answer = fetch(f"{source.base_url}/_scenario").json()

    assert isinstance(answer, dict)
    assert set(answer["steps"]) == set(catalogue()) >= set(EXACT) | set(faults.FAULTS) | {"today"}
    assert answer["state"]["fault"] is None


def test_a_fault_in_rows_is_in_the_feed_until_normal(source: SourceServer) -> None:
    url = f"{source.base_url}/SyncFeed/2.0/Feed"
    sound = len(entries(url))
    step(source.base_url, "unknown-category")

    with_stranger = entries(url)
    terms = [entry.find(f"{ATOM}category").get("term") for entry in with_stranger]
    step(source.base_url, "normal")

    assert terms[-1] == "debatStream"
    assert len(with_stranger) == sound + 1
    assert len(entries(url)) == sound


def test_rows_without_required_fields_lack_them(source: SourceServer) -> None:
    resume = f"{source.base_url}/SyncFeed/2.0/Feed?skiptoken=" + str(
        source.application.store.versions[-1].skiptoken
    )
    step(source.base_url, "row-without-required-fields")

    activity, document = (entity(entry) for entry in entries(resume))

    assert activity.find(f"{TK}nummer") is None
    assert document.get("id") is None
