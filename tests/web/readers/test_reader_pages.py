"""A reader's way: subscribe, confirm, choose, stop, erase; and all that must not happen."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from tests.tracker.reader_world import stored, wanted
from tests.web.accounts import HEADERS, token_in
from tests.web.readers.post import ANNA, become_reader, deliver, link_in, mails, subscribe, text_of
from tests.web.test_guard import everything
from tracker.jobs.workshop import Workshop
from tracker.models import AuditTable, NoticeTable

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
CONFIRM, PREFERENCES, STOP = "/abonneren/bevestigen", "/voorkeuren", "/afmelden-nieuwsbrief"


def test_the_whole_way(client: TestClient, workshop: Workshop, engine: Engine) -> None:
    asked = subscribe(client, bac="landelijk-gebied", provincie="Zeeland")
    assert "Kijk in uw mail" in asked
    deliver(workshop)
    confirm = link_in(mails(workshop.data_dir)[0], CONFIRM)
    client.cookies.clear()

    assert "Bevestig mijn aanmelding" in client.get(confirm).text
    assert wanted(engine) == []
    assert "U bent aangemeld" in client.post(confirm).text
    assert wanted(engine) == [ANNA]
    deliver(workshop)
    welcome = mails(workshop.data_dir)[-1]
    mine = link_in(welcome, PREFERENCES)
    page = client.get(mine).text
    assert 'value="landelijk-gebied" checked' in page
    assert 'value="Zeeland" checked' in page
    saved = client.post(mine, data={"wekelijks": "1", "bac": "digitalisering", "naam": "Anna"})
    assert "Uw voorkeuren zijn bewaard." in saved.text
    assert 'value="digitalisering" checked' in saved.text
    assert 'value="landelijk-gebied" checked' not in saved.text
    stopped = client.post(link_in(welcome, STOP), data={"wat": "alles"})
    assert "U krijgt geen mail meer van ons." in stopped.text
    assert wanted(engine) == []
    deliver(workshop)
    assert mails(workshop.data_dir)[-1]["Subject"] == "U bent afgemeld voor Haagse Zaken"


def test_the_mail_says_what_it_is_and_nothing_a_stranger_typed(
    client: TestClient, workshop: Workshop
) -> None:
    subscribe(client, naam="Gefeliciteerd u hebt gewonnen")
    deliver(workshop)

    (mail,) = mails(workshop.data_dir)

    assert mail["To"] == ANNA
    assert mail["Subject"] == "Bevestig uw aanmelding voor Haagse Zaken"
    assert mail["Auto-Submitted"] == "auto-generated"
    html = mail.get_body(("html",))
    assert html is not None
    assert link_in(mail, CONFIRM) in str(html.get_content())
    assert "gewonnen" not in text_of(mail) + str(html.get_content()) + str(mail["To"])
    assert "Hebt u hier niet om gevraagd?" in text_of(mail)


def test_a_known_address_gets_the_same_page(client: TestClient, workshop: Workshop) -> None:
    become_reader(client, workshop)

    known, new = subscribe(client), subscribe(client, "bert@provincie.example")

    assert known == new.replace("bert@provincie.example", ANNA)
    deliver(workshop)
    assert {mail["Subject"] for mail in mails(workshop.data_dir)[-2:]} == {
        "U krijgt Haagse Zaken al", "Bevestig uw aanmelding voor Haagse Zaken",
    }  # fmt: skip
    token = token_in(client.get(PREFERENCES).text)
    answers = [
        client.post(PREFERENCES, data={"formulier": token, "email": one}, headers=HEADERS).text
        for one in (ANNA, "niemand@provincie.example")
    ]
    assert answers[0] == answers[1].replace("niemand@provincie.example", ANNA)


def test_looking_at_every_link_changes_nothing(
    client: TestClient, workshop: Workshop, engine: Engine
) -> None:
    welcome = become_reader(client, workshop)
    subscribe(client, "bert@provincie.example")
    deliver(workshop)
    asked = mails(workshop.data_dir)[-1]
    links = [link_in(asked, CONFIRM), link_in(welcome, PREFERENCES), link_in(welcome, STOP)]
    client.cookies.clear()
    before = everything(engine)

    for link in links:
        for method in ("GET", "HEAD", "GET"):
            answer = client.request(method, link)
            assert answer.status_code == 200
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"

    assert everything(engine) == before


@pytest.mark.parametrize("parts", [False, True], ids=["urlencoded", "multipart"])
def test_one_click_works_without_cookie_origin_or_redirect(
    client: TestClient, workshop: Workshop, engine: Engine, parts: bool
) -> None:
    link = link_in(become_reader(client, workshop), STOP)
    client.cookies.clear()
    body = {"files": {"List-Unsubscribe": (None, "One-Click")}} if parts else {"data": ONE_CLICK}

    answer = client.post(link, follow_redirects=False, **body)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert wanted(engine) == []
    assert client.post(link, data=ONE_CLICK).status_code == 200
    with Session(engine) as session:
        lines = session.exec(select(AuditTable).where(AuditTable.what == "reader.stop")).all()
    assert [(one.by, one.via, one.detail["via"]) for one in lines] == [
        ("lezer 1", "mail", "one-click"),
    ]  # fmt: skip


def test_one_click_stops_its_own_kind_only(
    client: TestClient, workshop: Workshop, engine: Engine
) -> None:
    link = link_in(become_reader(client, workshop, dringend="1"), STOP)
    assert "Stop alleen deze mail" in client.get(link).text

    client.post(link, data=ONE_CLICK)

    assert wanted(engine) == []
    assert wanted(engine, "urgent") == [ANNA]
    assert client.post(link, data={}).status_code == 400
    assert wanted(engine, "urgent") == [ANNA]


def test_forged_links_change_nothing_and_do_not_fill_the_log(
    client: TestClient, workshop: Workshop, engine: Engine
) -> None:
    link = link_in(become_reader(client, workshop), STOP)
    before = everything(engine, without="audit")

    forged = [f"{link[:-3]}{number:03d}" for number in range(70)]
    codes = [client.post(one, data=ONE_CLICK).status_code for one in forged]

    assert set(codes) == {403, 429} or set(codes) == {403}
    assert client.get(forged[0]).status_code == 404
    assert everything(engine, without="audit") == before
    with Session(engine) as session:
        lines = session.exec(select(AuditTable).where(AuditTable.what == "refused")).all()
    assert 0 < len(lines) <= 60
    assert not any(link.rpartition("/")[2][:20] in repr(one) for one in lines)
    assert client.post(link, data=ONE_CLICK).status_code == 200
    assert wanted(engine) == []


def test_a_used_link_says_so(client: TestClient, workshop: Workshop) -> None:
    subscribe(client)
    deliver(workshop)
    link = link_in(mails(workshop.data_dir)[0], CONFIRM)
    client.post(link)

    assert client.get(link).status_code == 404
    assert "al gebruikt, te oud of niet volledig" in client.get(link).text
    assert client.post(link).status_code == 403


def test_wrong_input_is_shown_at_the_field_and_on_top(client: TestClient, engine: Engine) -> None:
    page = subscribe(client, "geen adres", naam="www.kwaad.example", bac="digitalisering")

    assert "<title>Fout: Haagse Zaken per e-mail" in page
    assert '<a href="#email">' in page
    assert 'aria-describedby="email-uitleg email-fout"' in page
    assert '<a href="#naam">' in page
    assert 'value="geen adres"' in page
    assert 'value="digitalisering" checked' in page
    assert stored(engine, "geen adres") is None


def test_hostile_names_stay_text(client: TestClient, workshop: Workshop) -> None:
    welcome = become_reader(client, workshop, naam="Anna\r\nBcc: x\x00 {{7*7}} '\"")

    assert welcome["Bcc"] is None
    assert welcome["To"].addresses[0].addr_spec == ANNA
    page = client.get(link_in(welcome, PREFERENCES)).text
    assert "{{7*7}} &#39;&#34;" in page


def test_a_network_that_floods_is_told_to_wait(client: TestClient, engine: Engine) -> None:
    client = TestClient(client.app, client=("192.0.2.7", 50_000))
    for number in range(31):
        page = subscribe(client, f"lezer{number}@provincie.example")

    assert "te veel aanvragen" in page
    assert stored(engine, "lezer30@provincie.example") is None
    row = stored(engine, "lezer29@provincie.example")
    assert row is not None


def test_a_copy_and_erasure_go_by_mail(
    client: TestClient, workshop: Workshop, engine: Engine
) -> None:
    welcome = become_reader(client, workshop)
    mine = link_in(welcome, PREFERENCES)
    assert ANNA not in client.get(mine).text

    client.post(f"{mine}/gegevens")
    client.post(f"{mine}/wissen")
    deliver(workshop)
    copy, erase = sorted(mails(workshop.data_dir)[-2:], key=lambda one: str(one["Subject"]))[::-1]
    assert "E-mailadres: anna@provincie.example" in text_of(copy)
    assert "wat: bevestigd" in text_of(copy)
    link = link_in(erase, "/gegevens-wissen")
    assert "Wis mijn gegevens" in client.get(link).text
    assert stored(engine, ANNA) is not None

    assert "Uw gegevens zijn gewist" in client.post(link).text

    assert stored(engine, ANNA) is None
    assert ANNA not in repr(everything(engine))
    assert client.get(mine).status_code == 404
    assert client.post(link).status_code == 403


def test_a_new_link_ends_the_old_one(client: TestClient, workshop: Workshop) -> None:
    welcome = become_reader(client, workshop)
    old = link_in(welcome, PREFERENCES)

    client.post(f"{old}/links")
    deliver(workshop)

    assert client.get(old).status_code == 404
    assert client.get(link_in(mails(workshop.data_dir)[-1], PREFERENCES)).status_code == 200
    assert client.get(link_in(welcome, STOP)).status_code == 200


def test_the_pages_are_open_when_the_workspace_is_closed(
    client: TestClient, workshop: Workshop
) -> None:
    workshop.settings.workspace_open = False

    for path in ("/abonneren", "/voorkeuren", "/privacy", "/afmelden-nieuwsbrief/x"):
        assert client.get(path, follow_redirects=False).status_code in {200, 404}, path
    assert client.get("/agenda", follow_redirects=False).status_code == 303


def test_privacy_says_how_long(client: TestClient) -> None:
    page = client.get("/privacy").text

    for words in ("365 dagen", "7 dagen", "Autoriteit Persoonsgegevens", "Wij meten niet"):
        assert words in page


def test_ten_thousand_sign_ups_from_one_address_are_three_mails_at_most(
    client: TestClient, engine: Engine
) -> None:
    token = token_in(client.get("/abonneren").text)
    data = {"formulier": token, "email": ANNA}
    said = [client.post("/abonneren", data=data, headers=HEADERS) for _ in range(61)]
    before = everything(engine)

    late = client.post("/abonneren", data=data, headers=HEADERS)
    other = client.post("/voorkeuren", data=data, headers=HEADERS)

    assert [one.status_code for one in said] == [200] * 60 + [429]
    assert "te veel aanvragen" in late.text
    assert other.status_code == 429
    # from here on a request writes nothing at all, however many come
    assert everything(engine) == before
    with Session(engine) as session:
        row = stored(engine, ANNA)
        assert row is not None
        assert session.exec(select(func.count()).select_from(NoticeTable)).one() <= 3


def test_a_refusal_speaks_to_readers(client: TestClient) -> None:
    page = client.post("/afmelden-nieuwsbrief/1-e-x", data=ONE_CLICK)

    assert page.status_code == 403
    assert 'href="/voorkeuren"' in page.text
    assert "Aanmelden</a>" not in page.text
