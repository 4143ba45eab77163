"""Look whether mail of ours can arrive: SPF, DKIM, DMARC, both headers, the web version, Dutch.

Names are looked up by a function that is given, so that tests need no network.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

LookUp = Callable[[str, str], Sequence[str]]
"""Name and type ("TXT", "MX") to the records; empty when there are none, OSError on failure."""
_ALL = re.compile(r"(?:^|\s)([-~?+]?)all(?:\s|$)")
_MOST_LOOKUPS = 10
_COSTS = re.compile(r"^[-~?+]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr|exists:)|^redirect=")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at, in Dutch."""

    subject: str
    good: bool
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the settings say: our address, and who signs. `public_key` is DER, if we sign."""

    sender: str
    bounce_address: str = ""
    selector: str = ""
    public_key: bytes = b""
    has_server: bool = True


def examine(asked: Asked, look_up: LookUp) -> Iterator[Sign]:
    """Yield what the records of our domain say."""
    domain = asked.sender.rpartition("@")[2].lower()
    if domain.endswith((".example", ".test", ".invalid", "localhost")) or "." not in domain:
        yield Sign("afzender", False, f"{asked.sender} is een voorbeeldadres; zet MAIL_FROM")
        return
    try:
        yield _spf(domain, look_up)
        yield _dkim(domain, asked, look_up)
        yield _dmarc(domain, look_up)
        back = (asked.bounce_address or asked.sender).rpartition("@")[2]
        yield _mx(back, look_up)
    except OSError as error:
        yield Sign("DNS", False, f"de records van {domain} zijn niet op te vragen: {error}")


def _spf(domain: str, look_up: LookUp) -> Sign:
    found = [one for one in look_up(domain, "TXT") if one.lower().startswith("v=spf1")]
    if not found:
        return Sign("SPF", False, f"{domain} heeft geen SPF-record; vraag de beheerder van het "
                    "domein om een TXT-record met v=spf1 en uw mailserver")  # fmt: skip
    if len(found) > 1:
        return Sign("SPF", False, f"{domain} heeft {len(found)} SPF-records; er mag er één zijn")
    ends = _ALL.search(found[0])
    if "redirect=" not in found[0] and (ends is None or ends[1] in {"+", ""}):
        return Sign("SPF", False, f"het SPF-record laat iedereen toe: {found[0]}")
    cost = _lookups(found[0], look_up, _MOST_LOOKUPS + 1)
    if cost > _MOST_LOOKUPS:
        return Sign("SPF", False, "het SPF-record vraagt meer dan tien andere records op; "
                    "ontvangers keuren het dan af")  # fmt: skip
    return Sign("SPF", True, f"{found[0]} ({cost} van de {_MOST_LOOKUPS} opvragingen)")


def _lookups(record: str, look_up: LookUp, left: int) -> int:
    """Return how many look-ups a record costs, includes and all; at most `left`."""
    cost = 0
    for term in record.lower().split():
        if cost >= left or not _COSTS.match(term):
            continue
        cost += 1
        if "include:" in term or term.startswith("redirect="):
            name = term.partition(":" if "include:" in term else "=")[2]
            inner = [one for one in look_up(name, "TXT") if one.lower().startswith("v=spf1")]
            cost += sum(_lookups(one, look_up, left - cost) for one in inner[:1])
    return cost


def _dkim(domain: str, asked: Asked, look_up: LookUp) -> Sign:
    if not asked.selector:
        return Sign("DKIM", True, "wij tekenen niet; dat moet uw mailserver doen. Stuur een proef "
                    "en zoek in de kopregels naar dkim=pass")  # fmt: skip
    name = f"{asked.selector}._domainkey.{domain}"
    found = [_tags(one) for one in look_up(name, "TXT")]
    keys = [one["p"] for one in found if one.get("p")]
    if not keys:
        return Sign("DKIM", False, f"{name} heeft geen sleutel; docs/mail.md zegt wat erin moet")
    if asked.public_key and not any(_same_key(one, asked.public_key) for one in keys):
        return Sign("DKIM", False, f"de sleutel bij {name} hoort niet bij DKIM_KEY_FILE")
    return Sign("DKIM", True, f"{name} heeft de sleutel waarmee wij tekenen")


def _same_key(given: str, own: bytes) -> bool:
    try:
        return base64.b64decode("".join(given.split()), validate=True) == own
    except ValueError:
        return False


def _dmarc(domain: str, look_up: LookUp) -> Sign:
    for name in _with_parents(domain):
        found = [one for one in look_up(f"_dmarc.{name}", "TXT") if one.startswith("v=DMARC1")]
        if found:
            wish = _tags(found[0]).get("p", "")
            if wish not in {"none", "quarantine", "reject"}:
                return Sign("DMARC", False, f"het record zegt niet wat mag (p=): {found[0]}")
            return Sign("DMARC", True, f"_dmarc.{name}: p={wish}")
    return Sign("DMARC", False, f"_dmarc.{domain} bestaat niet; begin met v=DMARC1; p=none")


def _with_parents(domain: str) -> Iterator[str]:
    """Yield the domain and those above it, down to two labels."""
    labels = domain.split(".")
    for place in range(max(1, len(labels) - 1)):
        yield ".".join(labels[place:])


def _mx(domain: str, look_up: LookUp) -> Sign:
    if look_up(domain, "MX"):
        return Sign("retourmail", True, f"{domain} ontvangt mail")
    return Sign("retourmail", False, f"{domain} ontvangt geen mail (geen MX-record): wat "
                "terugkomt, ziet niemand")  # fmt: skip


def _tags(record: str) -> Mapping[str, str]:
    """Return the tags of a DKIM or DMARC record."""
    parts = (one.partition("=") for one in record.split(";"))
    return {name.strip().lower(): value.strip() for name, found, value in parts if found}


def headers(data: bytes, web_status: Callable[[str], int]) -> Iterator[Sign]:
    """Yield whether a mail as readers get it says how to leave, and where it stands on the web.

    `web_status` asks an address and returns the HTTP status, 0 when it does not answer.
    """
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    leave = str(mail.get("List-Unsubscribe", "")).strip("<>")
    one_click = str(mail.get("List-Unsubscribe-Post", "")) == "List-Unsubscribe=One-Click"
    if urlsplit(leave).scheme != "https":
        yield Sign("afmelden", False, f"het adres om af te melden is niet https: {leave or 'leeg'}"
                   "; zet PUBLIC_URL")  # fmt: skip
    else:
        text = "List-Unsubscribe en List-Unsubscribe-Post staan in elke mail"
        yield Sign("afmelden", one_click, text if one_click else "List-Unsubscribe-Post ontbreekt")
    page = str(mail.get("List-Archive", "")).strip("<>")
    status = web_status(page) if page else 0
    if status == 200:
        yield Sign("webversie", True, f"{page} is te zien")
    else:
        why = f"geeft {status}" if status else "antwoordt niet"
        yield Sign("webversie", False, f"{page or 'geen adres'} {why}")
