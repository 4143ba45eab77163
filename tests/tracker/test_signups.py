"""Asking for the newsletter and confirming it, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from tests.tracker.reader_world import (
    NETWORK,
    NOW,
    ask,
    confirm,
    mails,
    reader,
    stored,
    token_for,
    wanted,
    wish,
)
from tracker import consent, reader_tokens, signups, subscribers
from tracker.database import session_scope
from tracker.errors import ReaderError
from tracker.models import ConsentTable, ReaderTokenTable, SubscriberTable
from tracker.records import Choices, Ground, MailKind, ReaderState


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_who_asked_gets_nothing_until_confirmed(engine: Engine) -> None:
    ask(engine)

    assert wanted(engine) == []
    assert [what for _, what in mails(engine)] == ["bevestigen"]
    row = stored(engine, "anna@provincie.example")
    assert row is not None
    assert (row.state, row.name) == ("pending", "")


def test_confirming_makes_a_reader_with_proof(engine: Engine) -> None:
    made = reader(engine)

    assert wanted(engine) == ["anna@provincie.example"]
    assert made.choices.bacs == ("landelijk-gebied",)
    assert (made.name, made.ground, made.state) == ("Anna", Ground.CONSENT, ReaderState.ACTIVE)
    with Session(engine) as session:
        asked, confirmed = consent.proofs(session, made.id)
    assert (asked.deed, asked.at, asked.text, asked.ip) == (
        "aangevraagd", NOW, consent.ASK_TEXT, NETWORK,
    )  # fmt: skip
    assert (confirmed.deed, confirmed.text) == ("bevestigd", consent.CONFIRM_TEXT)
    assert [what for _, what in mails(engine)] == ["bevestigen", "welkom"]


def test_a_token_works_once_and_takes_its_siblings_with_it(engine: Engine) -> None:
    ask(engine)
    first, second = token_for(engine), token_for(engine)

    assert confirm(engine, second) is not None
    assert confirm(engine, second) is None
    assert confirm(engine, first) is None


def test_two_clicks_at_once_are_one(engine: Engine) -> None:
    ask(engine)
    token = token_for(engine)
    with session_scope(engine) as session:
        found = reader_tokens.look_up(session, token, reader_tokens.CONFIRM, NOW)
        assert found is not None

        assert reader_tokens.use_up(session, found, NOW)
        assert not reader_tokens.use_up(session, found, NOW)


def test_a_token_ends_after_48_hours(engine: Engine) -> None:
    ask(engine)
    token = token_for(engine)

    assert confirm(engine, token, NOW + timedelta(hours=48)) is None
    assert confirm(engine, token, NOW + timedelta(hours=47, minutes=59)) is not None


def test_only_the_hash_of_a_token_is_stored(engine: Engine) -> None:
    ask(engine)
    token = token_for(engine)

    with Session(engine) as session:
        row = session.exec(select(ReaderTokenTable)).one()

    assert token not in repr(row)
    assert len(token) >= 43


@pytest.mark.parametrize("forged", ["", "x", "é" * 50, "\x00", "A" * 43, "a" * 5_000])
def test_a_forged_token_is_nothing(engine: Engine, forged: str) -> None:
    ask(engine)
    token_for(engine)

    assert confirm(engine, forged) is None


def test_a_token_for_one_thing_does_not_do_another(engine: Engine) -> None:
    made = reader(engine)
    with session_scope(engine) as session:
        token = reader_tokens.mint(session, made.id, reader_tokens.ERASE, NOW)

    assert confirm(engine, token) is None


def test_a_known_address_is_told_so_and_nothing_changes(engine: Engine) -> None:
    made = reader(engine)

    ask(engine, wish(name="Ander", choices=Choices(bacs=("digitalisering",))))

    assert mails(engine)[-1][1] == "al bekend"
    with Session(engine) as session:
        assert subscribers.find(session, made.id) == made


def test_who_confirms_gets_what_they_asked_and_not_what_another_asked(engine: Engine) -> None:
    ask(engine)
    mine = token_for(engine)
    ask(engine, wish(name="Ander", choices=Choices(bacs=("digitalisering",))))

    made = confirm(engine, mine)

    assert made is not None
    assert (made.name, made.choices.bacs) == ("Anna", ("landelijk-gebied",))


def test_a_thousand_requests_for_one_address_are_three_mails(engine: Engine) -> None:
    for number in range(40):
        ask(engine, wish(ip=f"10.0.{number}.0/24"))

    assert len(mails(engine)) == 3
    assert count(engine, SubscriberTable) == 1
    ask(engine, now=NOW + timedelta(days=1, minutes=1))
    assert len(mails(engine)) == 4


def test_one_network_asks_for_thirty_addresses_an_hour(engine: Engine) -> None:
    for number in range(30):
        ask(engine, wish(f"lezer{number}@provincie.example"))

    with pytest.raises(ReaderError, match="te veel aanvragen"):
        ask(engine, wish("nieuw@provincie.example"))

    assert stored(engine, "nieuw@provincie.example") is None
    ask(engine, wish("nieuw@provincie.example", ip="198.51.100.0/24"))
    ask(engine, wish("later@provincie.example"), NOW + timedelta(hours=1))


def test_a_flood_from_everywhere_stops_too(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.reader_post.MOST_AN_HOUR", 5)
    for number in range(5):
        ask(engine, wish(f"lezer{number}@provincie.example", ip=f"10.0.{number}.0/24"))

    with pytest.raises(ReaderError, match="te veel aanvragen"):
        ask(engine, wish("nieuw@provincie.example", ip="10.9.9.0/24"))


def test_who_stopped_comes_back_by_confirming(engine: Engine) -> None:
    made = reader(engine)
    with session_scope(engine) as session:
        subscribers.stop(session, made.id, None, NOW, text="x")
    ask(engine)
    assert wanted(engine) == []

    back = confirm(engine, token_for(engine))

    assert back is not None
    assert back.state is ReaderState.ACTIVE
    assert wanted(engine) == ["anna@provincie.example"]


def test_a_stopped_reader_stays_stopped_when_another_asks(engine: Engine) -> None:
    made = reader(engine)
    with session_scope(engine) as session:
        subscribers.stop(session, made.id, None, NOW, text="x")

    ask(engine)

    with Session(engine) as session:
        found = subscribers.find(session, made.id)
    assert found is not None
    assert found.state is ReaderState.STOPPED


def test_links_go_to_known_addresses_only(engine: Engine) -> None:
    reader(engine)
    before = len(mails(engine))
    with session_scope(engine) as session:
        for minute in range(10):
            at = NOW + timedelta(minutes=minute)
            signups.send_links(session, "anna@provincie.example", at)
        signups.send_links(session, "niemand@provincie.example", NOW)

    new = mails(engine)[before:]
    # the request itself was one of the three mails of the day
    assert [what for _, what in new] == ["links", "links"]
    assert count(engine, SubscriberTable) == 1


@pytest.mark.parametrize(
    "given", ["", "x", "a@b", "a b@provincie.example", "anna@provincie.example\nBcc: x@y.example",
              "anna@provincie.example,bert@provincie.example", "<anna@provincie.example>",
              "a@" + "b" * 300 + ".nl", "a@[127.0.0.1]", "\x00@provincie.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ReaderError) as refused:
        signups.checked_address(given)

    assert refused.value.field == "email"


def test_an_address_is_kept_in_small_letters() -> None:
    assert signups.checked_address(" Anna@Provincie.EXAMPLE ") == "anna@provincie.example"


def test_a_name_is_one_line_and_no_advertisement() -> None:
    assert signups.checked_name(" Anna\r\nBcc: x \x00 ") == "Anna Bcc: x"
    assert signups.checked_name("’t Hart-de Vries") == "’t Hart-de Vries"
    for wrong in ("Win https://kwaad.example", "www.kwaad.example", "a@b.nl", "<b>", "x" * 81):
        with pytest.raises(ReaderError) as refused:
            signups.checked_name(wrong)
        assert refused.value.field == "naam"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/48"), ("", ""),
     ("testclient", ""), ("::ffff:192.0.2.77", "192.0.2.0/24"), ("fe80::1%eth0", "fe80::/48")],
)  # fmt: skip
def test_an_ip_address_is_shortened(given: str, kept: str) -> None:
    assert consent.shortened(given) == kept


def test_urgent_mail_only_for_who_asked(engine: Engine) -> None:
    reader(engine)
    reader(engine, "bert@provincie.example", choices=Choices(urgent=True))

    assert wanted(engine, MailKind.URGENT) == ["bert@provincie.example"]
    assert len(wanted(engine)) == 2
    assert count(engine, ConsentTable) == 4
