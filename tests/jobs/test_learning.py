"""Training on corrections: a good batch helps, a poisoned one is refused, roll back works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import read_settings
from tracker import feedback, labels, queries
from tracker.database import session_scope
from tracker.errors import HaagseZakenError, ModelError
from tracker.jobs import learning, models
from tracker.jobs.workshop import Workshop
from tracker.recording import Recorder
from tracker.records import ClassifierInput, ItemKind, ScrapedItem, Verdict

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PLACES = ("Assen", "Goes", "Sneek", "Venlo", "Gouda", "Zwolle", "Lelystad", "Breda", "Tiel", "Ede")


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    made = Workshop(read_settings(database_url=url, data_dir=tmp_path / "var"), lambda: NOW)
    yield made
    made.engine.dispose()


def correct(workshop: Workshop, titles: list[str], dossier: str, by: str = "anna") -> None:
    """Store items as the classifier sees them, and let a person say what is right."""
    for number, title in enumerate(titles):
        item = ScrapedItem(
            "tweedekamer", f"{dossier}:{number}", ItemKind.KAMERBRIEF, title,
            subtype="Brief regering", number=f"{dossier}{number}",
        )  # fmt: skip
        with session_scope(workshop.engine) as session:
            Recorder(session, 1, NOW, silent=True).record([item])
            stored = queries.item_by_number(session, item.number)
            assert stored is not None
            seen = labels.classifier_input(stored.id, item)
            labels.store(session, [(stored, workshop.classifier.classify(seen))], NOW)
            feedback.give(
                session, item_id=stored.id, verdict=Verdict.CHANGE, dossiers=[dossier], by=by,
                via="web", event_key=item.key, now=NOW, taxonomy=workshop.taxonomy,
            )  # fmt: skip


def dossiers(workshop: Workshop, title: str) -> list[str]:
    said = workshop.classifier.classify(
        ClassifierInput("x", title, kind="Brief regering", source="tweedekamer")
    )
    return [match.slug for match in said.dossiers]


def good_batch(workshop: Workshop) -> None:
    correct(workshop, [f"Stand van de Blauwe Zwaluw te {p}" for p in PLACES], "goederenvervoer")


def test_a_good_batch_is_learned_and_helps_on_what_it_did_not_see(workshop: Workshop) -> None:
    good_batch(workshop)
    assert dossiers(workshop, "De Blauwe Zwaluw en Meppel") == []
    before = workshop.classifier.model

    learned = learning.train(workshop)
    workshop.renew_classifier()

    assert learned.ruling.accepted, learned.ruling.reasons
    assert learned.before == before
    assert learned.entry.corrections == len(PLACES)
    scores = learned.ruling.scores["corrections"]
    assert scores["micro_f1_before"] == 0 < 0.9 <= scores["micro_f1_after"]
    assert workshop.classifier.model == learned.entry.version != before
    assert dossiers(workshop, "De Blauwe Zwaluw en Meppel") == ["goederenvervoer"]
    assert dossiers(workshop, "Voortgang uitvoering motie over de wolf") == ["faunabeleid"]
    assert dossiers(workshop, "Wachttijden in de jeugdzorg te Meppel") == []


def test_what_was_learned_shows_its_words(workshop: Workshop) -> None:
    good_batch(workshop)
    learning.train(workshop)
    workshop.renew_classifier()

    said = workshop.classifier.classify(ClassifierInput("x", "De Blauwe Zwaluw en Meppel"))
    words = {evidence.text for match in said.dossiers for evidence in match.evidence}
    assert {"Blauwe", "Zwaluw"} & words


def test_a_poisoned_batch_is_refused_and_the_dossier_is_named(workshop: Workshop) -> None:
    wolves = [
        f"{what} {place}"
        for place in PLACES
        for what in (
            "Schade door ganzen in",
            "Aanpak van wolven bij",
            "Jacht op wilde zwijnen rond",
            "Faunabeheer en de wolf in",
        )
    ]
    correct(workshop, wolves, "wonen", by="boze-medewerker")
    before = models.in_use(workshop).version

    learned = learning.train(workshop)
    workshop.renew_classifier()

    assert not learned.ruling.accepted
    assert any("Faunabeleid" in reason for reason in learned.ruling.reasons)
    assert models.in_use(workshop).version == before == workshop.classifier.model
    kept = models.registry(workshop).get(learned.entry.version)
    assert kept.accepted is False
    assert kept.reasons == learned.ruling.reasons


def test_rolling_back_brings_the_old_answers_back(workshop: Workshop) -> None:
    good_batch(workshop)
    old = models.in_use(workshop).version
    new = learning.train(workshop).entry.version
    workshop.renew_classifier()

    models.use(workshop, old, by="beheer")
    workshop.renew_classifier()
    assert workshop.classifier.model == old
    assert dossiers(workshop, "De Blauwe Zwaluw en Meppel") == []

    models.use(workshop, new, by="beheer")
    workshop.renew_classifier()
    assert dossiers(workshop, "De Blauwe Zwaluw en Meppel") == ["goederenvervoer"]


def test_training_twice_on_the_same_gives_the_same(workshop: Workshop) -> None:
    good_batch(workshop)
    first = learning.train(workshop)
    kept = (first.entry.folder / "layer.npz").read_bytes()
    again = learning.train(workshop)
    assert again.entry.version == first.entry.version
    assert (again.entry.folder / "layer.npz").read_bytes() == kept


def test_without_corrections_there_is_nothing_to_learn(workshop: Workshop) -> None:
    with pytest.raises(HaagseZakenError, match="nog geen correcties"):
        learning.train(workshop)


def test_a_broken_or_foreign_model_is_refused_and_the_present_one_stays(
    workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    good_batch(workshop)
    shipped = models.in_use(workshop).version
    entry = learning.train(workshop).entry
    models.use(workshop, shipped, by="beheer")
    with pytest.raises(ModelError, match="Er is geen model nergens"):
        models.use(workshop, "nergens", by="beheer")

    record = entry.folder / "record.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace(entry.taxonomy, "0" * 16), encoding="utf-8")
    with pytest.raises(ModelError, match="andere lijst van dossiers"):
        models.use(workshop, entry.version, by="beheer")
    assert models.trouble(workshop) == ""
    record.write_text(text, encoding="utf-8")

    models.use(workshop, entry.version, by="beheer")
    assert models.trouble(workshop) == ""
    (entry.folder / "record.json").write_text("{", encoding="utf-8")
    assert "niet leesbaar" in models.trouble(workshop)
    assert models.in_use(workshop).version == shipped
    record.write_text(text, encoding="utf-8")
    (entry.folder / "weights.npz").write_bytes(b"half")
    workshop.renew_classifier()
    assert workshop.classifier.model == shipped
    assert entry.version in caplog.text
    assert models.trouble(workshop)
    with pytest.raises(ModelError):
        models.use(workshop, entry.version, by="beheer")


def test_a_correction_of_a_dossier_that_is_gone_is_left_out(workshop: Workshop) -> None:
    good_batch(workshop)
    slugs = tuple(one for one in workshop.taxonomy.dossiers if one.slug != "goederenvervoer")
    workshop.__dict__["taxonomy"] = replace_dossiers(workshop, slugs)
    said: list[str] = []
    with pytest.raises(HaagseZakenError, match="nog geen correcties"):
        learning.train(workshop, report=said.append)
    assert said == [f"{len(PLACES)} correcties noemen een dossier dat er niet meer is"]


def replace_dossiers(workshop: Workshop, dossiers: tuple[object, ...]) -> object:
    return workshop.taxonomy.model_copy(update={"dossiers": dossiers})
