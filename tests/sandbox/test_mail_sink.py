"""The mail sink, as a separate process: keeps every mail, refuses whom it is told to."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.conftest import ROOT

READER = "lezer@ipo.example"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Port of a running sink that writes to `tmp_path`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker.sandbox.mail", "--state", str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("listening smtp://127.0.0.1:"), line
    yield int(line.rsplit(":", 1)[1])
    process.kill()
    process.wait(timeout=10)
    process.stdout.close()


def mail(subject: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "redactie@ipo.example"
    message["To"] = READER
    message["Subject"] = subject
    message["Message-ID"] = "<2026-W48.1@ipo.example>"
    message.set_content("Eén debat is verplaatst.\n.\nEen punt op een eigen regel blijft staan.\n")
    message.add_alternative("<p>Eén debat is verplaatst.</p>", subtype="html")
    return message


def test_a_mail_is_kept_as_it_was_sent(port: int, tmp_path: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(mail("Haagse Zaken week 48: coördinatie"))
        server.send_message(mail("tweede"))

    kept = message_from_bytes((tmp_path / "000001.eml").read_bytes(), policy=policy.default)
    journal = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    text = kept.get_body(("plain",))
    assert text is not None
    assert "\n.\nEen punt" in text.get_content().replace("\r\n", "\n")
    assert [entry["subject"] for entry in journal] == [
        "Haagse Zaken week 48: coördinatie", "tweede",
    ]  # fmt: skip
    assert journal[0]["to"] == [READER]
    assert journal[0]["message_id"] == "<2026-W48.1@ipo.example>"


@pytest.mark.parametrize("code", [421, 451, 452, 550])
def test_a_receiver_is_refused_with_the_code_in_its_name(
    port: int, tmp_path: Path, code: int
) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        if code == 421:
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                server.send_message(mail("x"), to_addrs=["421-weg@ipo.example"])
            return
        refused = server.send_message(mail("x"), to_addrs=[READER, f"{code}-vol@ipo.example"])

    assert {address: answer[0] for address, answer in refused.items()} == {
        f"{code}-vol@ipo.example": code
    }
    (entry,) = (tmp_path / "journal.jsonl").read_text().splitlines()
    assert json.loads(entry)["to"] == [READER]
