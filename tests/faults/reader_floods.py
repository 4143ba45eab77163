"""Ten thousand sign-ups from one place: a few mails, and soon nothing is written any more."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import text

from tests.faults.processes import FaultsError
from tests.faults.readers import Office

VICTIM = "slachtoffer@provincie.example"
MOST_MAILS = 3


@dataclass(frozen=True, slots=True)
class FloodResult:
    """How many sign-ups were sent, how many were let in, and what they cost."""

    asked: int
    let_in: int
    mails: int
    rows: int

    @property
    def is_good(self) -> bool:
        """Tell whether the address got a few mails and the database a few rows."""
        return self.mails <= MOST_MAILS and self.rows <= 200 and self.let_in <= 100


def flood(place: Office, count: int) -> FloodResult:
    """Ask so many times for one address, with the form's own token, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    connection.request("GET", "/abonneren")
    page = connection.getresponse()
    cookie = str(page.headers["set-cookie"]).partition(";")[0]
    found = re.search(r'name="formulier" value="([0-9a-f]{64})"', page.read().decode())
    if found is None:
        raise FaultsError("the form has no token")
    body = urlencode({"formulier": found[1], "email": VICTIM})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
               "Origin": f"http://127.0.0.1:{place.port}"}  # fmt: skip
    before, let_in = _rows(place), 0
    for _ in range(count):
        connection.request("POST", "/abonneren", body, headers)
        answer = connection.getresponse()
        answer.read()
        let_in += answer.status == 200
    connection.close()
    return FloodResult(count, let_in, _mails(place), _rows(place) - before)


def _ask(place: Office, query: str, **values: object) -> int:
    with place.engine.connect() as connection:
        return int(connection.execute(text(query), values).scalar_one())


def _rows(place: Office) -> int:
    tables = ("subscriber", "consent", "notice", "audit", "reader_token")
    return sum(_ask(place, f"SELECT count(*) FROM {name}") for name in tables)


def _mails(place: Office) -> int:
    return _ask(
        place,
        "SELECT count(*) FROM notice WHERE channel = "
        "(SELECT 'lezer:' || id FROM subscriber WHERE email = :email)",
        email=VICTIM,
    )
