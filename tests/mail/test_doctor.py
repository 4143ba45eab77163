"""What `check --live mail` says of a domain, in Dutch, without asking the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from tests.mail.sending_world import server
from tracker.jobs import mail_check
from tracker.mail import doctor
from tracker.mail.doctor import Asked, Sign
from tracker.mail.edition import Envelope, Press

GOOD: Mapping[tuple[str, str], Sequence[str]] = {
    ("ipo.nl", "TXT"): ["v=spf1 include:spf.mail.nl -all", "google-site-verification=x"],
    ("spf.mail.nl", "TXT"): ["v=spf1 ip4:192.0.2.0/24 a mx -all"],
    ("_dmarc.ipo.nl", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:dmarc@ipo.nl"],
    ("hz._domainkey.ipo.nl", "TXT"): ["v=DKIM1; k=rsa; p=c2xldXRlbA=="],
    ("ipo.nl", "MX"): ["10 mx.ipo.nl."],
}
ASKED = Asked("haagse-zaken@ipo.nl", selector="hz", public_key=b"sleutel")


def signs(records: Mapping[tuple[str, str], Sequence[str]], asked: Asked = ASKED) -> list[Sign]:
    return list(doctor.examine(asked, lambda name, kind: records.get((name, kind), ())))


def wrong(found: list[Sign]) -> dict[str, str]:
    return {one.subject: one.text for one in found if not one.good}


def test_a_domain_that_is_in_order_has_four_good_lines() -> None:
    found = signs(GOOD)

    assert [one.subject for one in found] == ["SPF", "DKIM", "DMARC", "retourmail"]
    assert wrong(found) == {}
    assert "3 van de 10" in found[0].text


@pytest.mark.parametrize(
    ("name", "kind", "records", "subject", "text"),
    [
        ("ipo.nl", "TXT", [], "SPF", "geen SPF-record"),
        ("ipo.nl", "TXT", ["v=spf1 -all", "v=spf1 ~all"], "SPF", "er mag er één zijn"),
        ("ipo.nl", "TXT", ["v=spf1 +all"], "SPF", "laat iedereen toe"),
        ("ipo.nl", "TXT", ["v=spf1 " + "a:x.nl " * 11 + "-all"], "SPF", "meer dan tien"),
        ("ipo.nl", "TXT", ["v=spf1 include:ipo.nl -all"], "SPF", "meer dan tien"),
        ("_dmarc.ipo.nl", "TXT", [], "DMARC", "bestaat niet"),
        ("_dmarc.ipo.nl", "TXT", ["v=DMARC1; sp=none"], "DMARC", "niet wat mag"),
        ("hz._domainkey.ipo.nl", "TXT", [], "DKIM", "geen sleutel"),
        ("hz._domainkey.ipo.nl", "TXT", ["v=DKIM1; p=YW5kZXI="], "DKIM", "hoort niet bij"),
        ("hz._domainkey.ipo.nl", "TXT", ["v=DKIM1; p=%%%"], "DKIM", "hoort niet bij"),
        ("ipo.nl", "MX", [], "retourmail", "ontvangt geen mail"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_what_to_do(
    name: str, kind: str, records: list[str], subject: str, text: str
) -> None:
    found = wrong(signs({**GOOD, (name, kind): records}))

    assert list(found) == [subject]
    assert text in found[subject]


def test_a_subdomain_falls_under_the_policy_of_its_parent() -> None:
    below = {("nieuws.ipo.nl", kind): GOOD["ipo.nl", kind] for kind in ("TXT", "MX")}

    found = signs({**GOOD, **below}, Asked("a@nieuws.ipo.nl"))

    assert wrong(found) == {}


def test_an_example_address_and_a_silent_dns_are_said() -> None:
    def silent(name: str, kind: str) -> Sequence[str]:
        raise OSError("geen antwoord van DNS; is er internet?")

    assert "MAIL_FROM" in wrong(signs(GOOD, Asked("a@haagsezaken.example")))["afzender"]
    assert "geen antwoord" in wrong(list(doctor.examine(ASKED, silent)))["DNS"]


def test_both_headers_and_the_web_version_are_looked_at() -> None:
    def mail(base: str) -> bytes:
        press = Press("hz@ipo.nl", "Proef", f"{base}/haagse-zaken")
        envelope = Envelope("hz@ipo.nl", "", "hz@ipo.nl", "<a@ipo.nl>", f"{base}/weg")
        return press.mail(envelope, "a", "b", datetime(2026, 11, 27, tzinfo=UTC))

    good = list(doctor.headers(mail("https://hz.ipo.nl"), lambda _: 200))
    bad = wrong(list(doctor.headers(mail("http://127.0.0.1"), lambda _: 502)))

    assert wrong(good) == {}
    assert "PUBLIC_URL" in bad["afmelden"]
    assert "502" in bad["webversie"]
    assert (
        "antwoordt niet" in wrong(list(doctor.headers(mail("https://a"), lambda _: 0)))["webversie"]
    )


def test_the_server_itself_is_asked(tmp_path: Path) -> None:
    def found(url: str) -> dict[str, str]:
        settings = Settings(_env_file=None, smtp_url=url, data_dir=tmp_path)
        return wrong(mail_check.check_mail(settings, lambda name, kind: ()))

    with server(tmp_path / "sink") as sink:
        assert "mailserver" not in found(f"smtp://127.0.0.1:{sink.port}")
        plain = found(f"smtp://127.0.0.1:{sink.port}?starttls=1")["mailserver"]
        assert "kan niet wat SMTP_URL vraagt" in plain
        port = sink.port
    assert "neemt de verbinding niet aan" in found(f"smtp://127.0.0.1:{port}")["mailserver"]
