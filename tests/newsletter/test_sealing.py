"""The files that are approved: the same bytes each time, proof of review, the reader's links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter import correction, notes, placeholders, sealing
from newsletter.view import anchor_of
from tests.newsletter.week import busy
from tracker import edition_json
from tracker.records import Edition

WEB = "https://haagsezaken.example/haagse-zaken/2026-W48"
NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
SENTENCE = sealing.review_sentence("Eva <b>Eindredacteur</b>", NOW)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return busy().edition()


@pytest.fixture(scope="module")
def files(edition: Edition) -> dict[str, bytes]:
    return sealing.files(sealing.sealed(edition, SENTENCE), WEB)


def test_the_same_edition_gives_the_same_bytes(edition: Edition, files: dict[str, bytes]) -> None:
    assert sealing.files(sealing.sealed(edition, SENTENCE), WEB) == files
    assert set(files) == {"mail.html", "mail.txt", "page.html", "openbaar.html", "edition.json"}


def test_every_form_says_who_reviewed_it_and_is_no_concept(files: dict[str, bytes]) -> None:
    for name in ("mail.html", "page.html", "openbaar.html"):
        text = files[name].decode()
        assert "Eva &lt;b&gt;Eindredacteur&lt;/b&gt; heeft deze brief op vrijdag 27" in text
        assert "Concept, ter redactie" not in text
    words = " ".join(files["mail.txt"].decode().split())
    assert "op vrijdag 27 november 2026 nagelezen en goedgekeurd" in words


def test_only_the_mail_holds_the_places_of_a_readers_links(files: dict[str, bytes]) -> None:
    for name in ("mail.html", "mail.txt"):
        text = files[name].decode()
        assert text.count(placeholders.UNSUBSCRIBE) == 1
        assert text.count(placeholders.PREFERENCES) == 1
    for name in ("page.html", "openbaar.html"):
        assert b"lezer.invalid" not in files[name]


def test_what_is_sent_is_what_was_approved_with_two_links(files: dict[str, bytes]) -> None:
    links = {"unsubscribe": "https://a.nl/afmelden/x-1_2", "preferences": "https://a.nl/v/y?z=1"}
    for name in ("mail.html", "mail.txt"):
        approved = files[name].decode()

        sent = placeholders.fill(approved, **links)

        assert "lezer.invalid" not in sent
        assert all(link in sent for link in links.values())
        assert placeholders.emptied(sent, **links) == approved


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", 'https://a.nl/"><script>', "https://a b", ""]
)
def test_a_link_that_html_would_write_otherwise_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="no plain web address"):
        placeholders.fill("x", unsubscribe=bad, preferences="https://a.nl")


def test_the_data_gives_the_edition_back(edition: Edition, files: dict[str, bytes]) -> None:
    loaded = edition_json.load(files["edition.json"])

    assert [one.key for one in loaded.blocks[: len(edition.blocks)]] == [
        one.key for one in edition.blocks
    ]
    assert sealing.files(loaded, WEB) == files


def test_what_was_dropped_is_not_in_what_is_approved(edition: Edition) -> None:
    gone = replace(edition.blocks[-1], dropped_by="anna@ipo.example")
    made = sealing.sealed(replace(edition, blocks=(*edition.blocks[:-1], gone)), SENTENCE)

    assert gone.key not in {block.key for block in made.blocks}


def test_the_fingerprint_follows_every_change_and_not_the_stage(edition: Edition) -> None:
    first, *rest = edition.blocks
    changed = replace(edition, blocks=(replace(first, human={"subject": "Anders"}), *rest))

    assert sealing.fingerprint(edition) != sealing.fingerprint(changed)
    assert sealing.fingerprint(edition) == sealing.fingerprint(replace(edition, status="sent"))


def test_a_preview_is_dark_or_light_whoever_looks(edition: Edition) -> None:
    html = sealing.preview(edition, sealing.Form.MAIL, WEB)

    for form, words in ((sealing.Form.DARK, "@media all"), (sealing.Form.MAIL, "@media not all")):
        seen = sealing.as_seen(html, form)
        assert words in seen
        assert "prefers-color-scheme: dark" not in seen


def _note(edition: Edition, kind: str) -> notes.Note:
    block = next(one for one in edition.blocks if one.kind == kind)
    return notes.Note(block.key, "Gewijzigd op dinsdag 1 december 2026: <i>a</i> moet b zijn.")


@pytest.mark.parametrize("kind", ["agenda-item", "debat", "stemming", "toezegging", "kamerbrief"])
def test_a_note_stands_on_top_and_at_the_block(edition: Edition, kind: str) -> None:
    note = _note(edition, kind)

    page = sealing.pages(sealing.sealed(edition, SENTENCE), [note])["page.html"].decode()

    assert page.count("Gewijzigd op dinsdag 1 december 2026: &lt;i&gt;a&lt;/i&gt;") == 2
    top, own = page.index("na verzending gewijzigd"), page.index("hz-changed")
    assert top < page.index(f'id="{anchor_of(note.key)}"') < own
    assert f'href="#{anchor_of(note.key)}"' in page


def test_a_page_without_notes_is_the_page(edition: Edition) -> None:
    assert notes.put("<main>x</main>", []) == "<main>x</main>"


def test_a_correction_mail_says_what_was_wrong_and_what_it_must_be(edition: Edition) -> None:
    before = next(one for one in edition.blocks if one.kind == "kamerbrief")
    after = replace(
        before, human={"title": "Nieuwe <titel>", "betekenis": "<p>Dit <b>ook</b>.</p>"}
    )
    changes = correction.changes_of(before, after)
    mail = correction.CorrectionMail(
        edition, after, "Gewijzigd op ...: fout.", changes, SENTENCE, WEB
    )

    html, text = correction.html(mail), correction.text(mail)

    assert [one.label for one in changes] == ["Kop", "Betekenis voor provincies"]
    assert "Nieuwe &lt;titel&gt;" in html
    assert "<titel>" not in html
    for shown in (html, text):
        assert before.content["title"] in shown
        assert f"{WEB}#{anchor_of(before.key)}" in shown
        assert placeholders.UNSUBSCRIBE in shown
        assert placeholders.PREFERENCES in shown
    assert mail.subject.startswith("Correctie: ")
    assert "\n" not in replace(mail, edition=replace(edition, subject="a\r\nBcc: b")).subject
