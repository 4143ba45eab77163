"""What an output of the letter may not hold: something that runs, a header, an outcome."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from defusedxml import ElementTree
from lxml import html as tree
from pypdf import PdfReader

from tests.faults.hostile_strings import RESULT
from tests.newsletter.week import WEEK
from tracker.mail import edition as edition_mail
from tracker.records import Edition

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
WEB = f"https://werkplek.example/haagse-zaken/{WEEK}"
_TAGS = frozenset({"script", "iframe", "object", "embed", "svg", "math", "base", "form", "input",
                   "link", "img", "video", "audio", "button", "template", "frame"})  # fmt: skip
_SCHEMES = re.compile(r"^(?:https?://|mailto:|#|/)")
_HEADERS = frozenset(
    {"subject", "from", "to", "date", "message-id", "list-id", "list-unsubscribe",
     "list-unsubscribe-post", "list-archive", "auto-submitted", "precedence",
     "x-auto-response-suppress", "content-language", "mime-version", "content-type"}
)  # fmt: skip
_FIELDS = frozenset({"PAGE", "NUMPAGES"})
_BAD_PDF = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/SubmitForm",
            "/GoToR", "/ImportData")  # fmt: skip


@dataclass
class Tally:
    """What went wrong, by sort; `outputs` is how many were looked at, `refused` what was not
    taken from an editor, with a message."""

    runs: int = 0
    outputs: Counter[str] = field(default_factory=Counter)
    ran: list[str] = field(default_factory=list)
    injected: list[str] = field(default_factory=list)
    evaluated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def is_good(self) -> bool:
        return not (self.ran or self.injected or self.evaluated or self.lost or self.broken)

    def describe(self) -> str:
        """Return what went wrong, "" when nothing did."""
        found = [*self.ran, *self.injected, *self.evaluated, *self.lost, *self.broken]
        return "; ".join(found)[:4_000]


def flat(text: str) -> str:
    """Return the signs of a text that a reader sees: no spaces, nothing invisible."""
    seen = (sign for sign in text if unicodedata.category(sign)[0] not in "CZ")
    return unicodedata.normalize("NFKC", "".join(seen)).replace("•", "")


def judge_html(name: str, html: str, text: str, tally: Tally) -> None:
    """Look for what could run or load, and for the words."""
    root = tree.document_fromstring(html)
    tally.outputs[name] += 1
    bad = [str(node.tag) for node in root.iter() if node.tag in _TAGS]
    bad += [f"@{key}" for node in root.iter() if isinstance(node.tag, str)
            for key in node.attrib if key.lower().startswith(("on", "src", "action", "formaction"))
            or (key == "http-equiv")]  # fmt: skip
    bad += [
        href for node in root.iter("a") if not _SCHEMES.match(href := str(node.get("href") or ""))
    ]
    tally.ran += [f"{name} {text!r}: {one}" for one in bad]
    if len(root.findall(".//title")) != 1 or len(list(root.iter("h1"))) != 1:
        tally.ran.append(f"{name} {text!r}: the page has another shape")
    check_words(name, root.text_content(), text, tally)


def check_words(name: str, output: str, text: str, tally: Tally) -> None:
    """Look whether the words are there, and whether nobody worked them out."""
    if RESULT in output:
        tally.evaluated.append(f"{name} {text!r}")
    if flat(text) not in flat(output):
        tally.lost.append(f"{name} {text!r}")


def judge_word(data: bytes, text: str, tally: Tally) -> None:
    """Unzip a document and look for fields, foreign parts and links; read its words."""
    tally.outputs["word"] += 1
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content, forbid_dtd=True)
        elif not name.endswith("/"):
            tally.ran.append(f"word {text!r}: part {name}")
    body = b"".join(content for name, content in parts.items() if name.startswith("word/"))
    codes = set(re.findall(rb'w:instr="([^"]*)"', body)) - {one.encode() for one in _FIELDS}
    if codes or b"<w:instrText" in body or b"<w:altChunk" in body or b"<w:object" in body:
        tally.ran.append(f"word {text!r}: a field or a foreign part")
    for target in re.findall(rb'Target="([^"]*)" TargetMode="External"', b"".join(parts.values())):
        if not _SCHEMES.match(target.decode()):
            tally.ran.append(f"word {text!r}: link to {target!r}")
    words = "".join(ElementTree.fromstring(parts["word/document.xml"]).itertext())
    check_words("word", words, text, tally)


def judge_pdf(data: bytes, texts: Sequence[str], tally: Tally) -> None:
    """Read a PDF: nothing that acts by itself, links to the web only, and the words."""
    tally.outputs["pdf"] += 1
    opened = PdfReader(io.BytesIO(data))
    for number in range(1, len(opened.xref[0]) + 1 if opened.xref else 1):
        found = repr(opened.get_object(number)) if number in opened.xref[0] else ""
        for bad in _BAD_PDF:
            if re.search(rf"'{bad}'", found):
                tally.ran.append(f"pdf: {bad} in object {number}")
    for page in opened.pages:
        for note in page.get("/Annots") or ():
            action = note.get_object().get("/A") or {}
            uri = str(action.get("/URI", "https://"))
            if action.get("/S", "/URI") != "/URI" or not _SCHEMES.match(uri):
                tally.ran.append(f"pdf: action {action!r}")
    words = "".join(page.extract_text() for page in opened.pages)
    if RESULT in words:
        tally.evaluated.append(f"pdf: {RESULT}")
    signs = Counter(flat(words))
    for text in texts:
        shown = flat(text)
        turned = any(unicodedata.bidirectional(sign) in {"R", "AL", "AN", "NSM"} for sign in shown)
        there = not (Counter(shown) - signs) if turned or not shown.isprintable() else (
            shown in flat(words)
        )  # fmt: skip
        if not there and not _undrawn(shown):
            tally.lost.append(f"pdf {text!r}")


def _undrawn(shown: str) -> bool:
    """Tell whether a font of this machine may lack a sign: pictures, and marks upon marks."""
    return any(ord(sign) > 0x2FFF or unicodedata.category(sign) == "Mn" for sign in shown)


def judge_mail(edition: Edition, html: str, plain: str, text: str, tally: Tally) -> None:
    """Put the text in every header that is not ours, and read the mail as a client does."""
    tally.outputs["headers"] += 1
    envelope = edition_mail.Envelope(
        reader="g.deputeerde@provincie.example", name=text, return_path="terug@ipo.example",
        message_id="<hz.1@ipo.example>", one_click="https://werkplek.example/afmelden/x",
    )  # fmt: skip
    press = edition_mail.Press("haagse-zaken@ipo.example", edition.subject, WEB)
    data = press.mail(envelope, html, plain, NOW)
    mail = message_from_bytes(data, policy=default)
    names = [name.lower() for name in mail.keys()]  # noqa: SIM118 - a header may come twice
    if set(names) - _HEADERS or len(names) != len(set(names)):
        tally.injected.append(f"{text!r}: {sorted(set(names) - _HEADERS)}")
    to = mail["To"].addresses
    if [one.addr_spec for one in to] != [envelope.reader] or mail.defects:
        tally.injected.append(f"{text!r}: to {to} {mail.defects}")
    parts = [part.get_content_type() for part in mail.iter_parts()]
    if parts != ["text/plain", "text/html"]:
        tally.injected.append(f"{text!r}: parts {parts}")
    subject = str(mail["Subject"])
    if "\n" in subject or "\r" in subject:
        tally.injected.append(f"{text!r}: subject {subject!r}")
    wanted = flat(text[:200])
    if len(text) < 190 and wanted not in flat(subject):
        tally.lost.append(f"subject {text!r}: {subject!r}")
    if RESULT in subject:
        tally.evaluated.append(f"subject {text!r}")
