"""One EU file from many sources, and the next moment at which the provinces can act."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from tracker import eu_files, joining, queries
from tracker.database import session_scope
from tracker.recording import Recorder
from tracker.records import DatePrecision, ItemKind, ScrapedItem, StoredItem
from tracker.timeline import timeline

TODAY = date(2026, 11, 26)
SEEN = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
FEEDBACK = ScrapedItem(
    "haveyoursay", "initiatief:14855", ItemKind.CONSULTATIE, "Soil and water resilience",
    published_on=date(2026, 9, 1), due_on=date(2026, 12, 8),
    identifiers=("hys:14855", "com:2026:512"),
)  # fmt: skip
PROPOSAL = ScrapedItem(
    "cellar", "werk:1", ItemKind.EU_DOCUMENT, "Voorstel voor een richtlijn waterweerbaarheid",
    published_on=date(2026, 11, 18),
    identifiers=("celex:52026PC0512", "com:2026:512", "procedure:2026/0211(COD)"),
)  # fmt: skip
ENVI = ScrapedItem(
    "epprocedures", "activiteit:1", ItemKind.ACTIVITEIT, "Waterweerbaarheid", subtype="Vote",
    chamber="Europees Parlement", starts_at=datetime(2027, 1, 12, 9, 0, tzinfo=UTC),
    precision=DatePrecision.TIME, identifiers=("procedure:2026/0211(COD)",),
)  # fmt: skip
FICHE = ScrapedItem(
    "officielepublicaties", "stuk:kst-22112-4100", ItemKind.KAMERSTUK,
    "Fiche: richtlijn waterweerbaarheid (COM(2026) 512)", subtype="BNC-fiche",
    published_on=date(2026, 12, 18), identifiers=("kst:22112-4100", "com:2026:512"),
)  # fmt: skip
AGENDA = ScrapedItem(
    "officielepublicaties", "stuk:kst-21501-08-999", ItemKind.KAMERSTUK,
    "Geannoteerde agenda Milieuraad",
    file_number="21501-08, nr. 999", published_on=date(2026, 12, 2),
    identifiers=("kst:21501-08-999", "com:2026:512", "com:2026:77"),
)  # fmt: skip
OTHER = ScrapedItem(
    "cellar", "werk:2", ItemKind.EU_DOCUMENT, "Iets over visserij", published_on=date(2026, 10, 1),
    identifiers=("celex:52026PC0077", "com:2026:77"),
)  # fmt: skip


def stored(*items: ScrapedItem) -> list[StoredItem]:
    return [StoredItem(place, item, 1, SEEN, SEEN) for place, item in enumerate(items, start=1)]


def test_a_file_runs_from_feedback_to_parliament_in_order() -> None:
    file = timeline(stored(ENVI, FEEDBACK, PROPOSAL, AGENDA))

    assert file is not None
    assert file.title == PROPOSAL.title
    assert file.identifiers[0] == "procedure:2026/0211(COD)"
    assert [step.day for step in file.steps] == [
        date(2026, 11, 18), date(2026, 12, 2), date(2026, 12, 8), date(2026, 12, 30),
        date(2027, 1, 12),
    ]  # fmt: skip


def test_the_next_moment_of_influence_is_the_first_coming_one() -> None:
    file = timeline(stored(ENVI, FEEDBACK, PROPOSAL))

    assert file is not None
    found = file.next_influence(TODAY)
    assert found is not None
    assert (found.day, found.influence) == (date(2026, 12, 8), "Dien een reactie in.")
    after = file.next_influence(date(2027, 1, 1))
    assert after is not None
    assert after.stage == "Europees Parlement"
    assert file.next_influence(date(2028, 1, 1)) is None


def test_a_missing_fiche_is_expected_after_six_weeks_and_says_so() -> None:
    file = timeline(stored(PROPOSAL))

    assert file is not None
    (expected,) = [step for step in file.steps if step.item_id is None]
    assert expected.day == date(2026, 12, 30)
    assert expected.computed == "zes weken na het voorstel van 18 november 2026"


def test_with_the_fiche_there_nothing_is_expected() -> None:
    file = timeline(stored(PROPOSAL, FICHE))

    assert file is not None
    assert all(step.item_id for step in file.steps)


def test_an_item_without_any_day_is_kept_apart() -> None:
    file = timeline(stored(PROPOSAL, replace(ENVI, starts_at=None)))

    assert file is not None
    assert [step.stage for step in file.undated] == ["Europees Parlement"]


def test_nothing_gives_no_timeline() -> None:
    assert timeline([]) is None


def bring(engine: Engine, now: datetime, *items: ScrapedItem) -> None:
    with session_scope(engine) as session:
        for item in items:
            Recorder(session, 1, now, silent=True).record([item], source=item.source)


def titles(engine: Engine, *names: str) -> set[str]:
    with session_scope(engine) as session:
        return {one.item.title for one in eu_files.items_of_file(session, names)}


def test_all_items_of_a_file_are_found_from_any_of_its_numbers(
    engine: Engine, now: datetime
) -> None:
    bring(engine, now, FEEDBACK, PROPOSAL, ENVI, FICHE)

    everything = {item.title for item in (FEEDBACK, PROPOSAL, ENVI, FICHE)}
    assert titles(engine, "procedure:2026/0211(COD)") == everything
    assert titles(engine, "hys:14855") == everything
    assert titles(engine, "com:2026:999") == set()


def test_an_agenda_that_names_two_files_does_not_make_them_one(
    engine: Engine, now: datetime
) -> None:
    bring(engine, now, PROPOSAL, AGENDA, OTHER)

    assert OTHER.title not in titles(engine, "com:2026:512")
    assert titles(engine, "com:2026:77") == {OTHER.title, AGENDA.title}


def test_a_copy_of_an_item_stands_in_the_timeline_once(engine: Engine, now: datetime) -> None:
    copy = replace(FICHE, source="openoverheid", key="document:1")
    bring(engine, now, PROPOSAL, FICHE, copy)
    with session_scope(engine) as session:
        ids = queries.item_ids(session, "openoverheid", ["document:1"])
        joining.join_fresh(session, list(ids.values()), now)

        found = eu_files.items_of_file(session, ["com:2026:512"])
    assert [one.item.source for one in found] == ["cellar", "officielepublicaties"]
