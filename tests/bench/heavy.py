"""A heavy week: 1,500 items, 25 debates with long verslagen; its draft, editor and autosave."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import orjson
from fastapi.testclient import TestClient

from config.settings import read_settings
from tests.bench.measures import Figures
from tests.jobs.test_replay import activiteit
from tests.newsletter.reporting import TURNS
from tests.vlos import Activity, verslag
from tests.web import accounts
from tests.web.world import COMMITMENT, MOTION, STIKSTOF, WONEN, Kamer, debate
from tracker import editions
from tracker.database import migrate, read_scope
from tracker.jobs import drafting, reporting
from tracker.jobs.labelling import label_pending
from tracker.jobs.replay import clock_of, replay_all
from tracker.jobs.workshop import Workshop
from tracker.records import Block, Edition, ItemKind, Role, ScrapedItem
from tracker.web.app import create_app

WEEK = "2026-W48"
DEBATES, ITEMS = 25, 1_500
VERSLAG_BYTES = 550_000
ROUNDS = 15


def _verslag(number: str, title: str) -> bytes:
    """Return a verslag of at least 550 kB: the same turns, over and over."""
    once = len(verslag(Activity(list(TURNS), number, title)))
    empty = len(verslag(Activity([], number, title)))
    times = (VERSLAG_BYTES - empty) // (once - empty) + 1
    return verslag(Activity(list(TURNS) * times, number, title))


def _debates(workshop: Workshop, folder: Path) -> None:
    """Bring in the debates of Wednesday and Thursday with their verslagen."""
    folder.mkdir(parents=True)
    rows = []
    for place in range(DEBATES):
        day, hour = 25 + place % 2, 10 + place % 5
        start = f"2026-11-{day}T{hour}:00:00+01:00"
        title, number = f"Stikstof en natuur in provincie {place}", f"2026A{place:05d}"
        rows.append(
            activiteit(title, Nummer=number, Status="Uitgevoerd", Datum=start,
                       Aanvangstijd=start, Eindtijd=start.replace(":00:00", ":59:00"))
        )  # fmt: skip
        (folder / f"{place}.xml").write_bytes(_verslag(number, title))
    (folder / "activiteit.json").write_bytes(orjson.dumps(rows))
    replay_all(workshop, [folder], workshop.clock())


def _paper(place: int) -> ScrapedItem:
    """Return the next of the papers of a week: motie, brief, vragen, toezegging or debate."""
    key, day = f"zaak:{place}", MOTION.published_on
    title = f"Stikstof, wonen en provincie {place}"
    if place % 5 == 0:
        return replace(MOTION, key=key, title=f"Motie over {title}", number=f"2026Z{place}")
    if place % 5 == 1:
        return replace(COMMITMENT, key=f"toezegging:{place}", number=f"TZ{place}", related=())
    if place % 5 == 2:
        later = timedelta(days=place % 20)
        item = debate(title, f"activiteit:{place}")
        assert item.starts_at is not None
        return replace(item, starts_at=item.starts_at + later, ends_at=None)
    kind = ItemKind.KAMERBRIEF if place % 5 == 3 else ItemKind.KAMERVRAGEN
    return ScrapedItem("tweedekamer", key, kind, title, number=f"2026Z{place}", published_on=day)


def prepare(folder: Path) -> Workshop:
    """Return a workshop with the heavy week in its database, nothing drafted yet."""
    moment = clock_of(WEEK)
    settings = read_settings(database_url=f"sqlite:///{folder}/heavy.db", data_dir=folder / "var")
    workshop = Workshop(settings, lambda: moment)
    migrate(workshop.engine)
    _debates(workshop, folder / "in")
    kamer = Kamer(workshop.engine, moment - timedelta(days=1))
    for place in range(ITEMS - DEBATES):
        kamer.add(_paper(place), STIKSTOF if place % 2 else WONEN)
    label_pending(workshop, drafting.window(WEEK), lambda _count: None)
    return workshop


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> Figures:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return {"seconds": statistics.median(times), "worst": max(times), "rounds": rounds}


def drafted(folder: Path) -> dict[str, Figures]:
    """Time the draft of the week, and the report of its longest verslag alone."""
    workshop = prepare(folder)
    found = _median(lambda: drafting.draft(workshop, WEEK), 5)
    edition = _stored(workshop)
    item_id = next(block.item_id for block in edition.blocks if block.kind == "debat")
    given = drafting.material(workshop, WEEK)
    one = _median(lambda: reporting.with_reports(workshop, given, WEEK, item_id), 5)
    return {
        f"draft of a heavy week ({ITEMS} items, {DEBATES} debates)": {
            **found, "items": ITEMS, "blocks": len(edition.blocks),
        },
        f"one debate report from a verslag of {VERSLAG_BYTES // 1000} kB": one,
    } | edited(workshop, edition)  # fmt: skip


def _stored(workshop: Workshop) -> Edition:
    with read_scope(workshop.engine) as session:
        edition = editions.load(session, WEEK)
    assert edition is not None
    return edition


def edited(workshop: Workshop, edition: Edition) -> dict[str, Figures]:
    """Time the editor's pages and its autosave on the server."""
    client = TestClient(create_app(workshop), base_url=accounts.ORIGIN)
    account = accounts.add(workshop.engine, Role.EINDREDACTEUR, now=workshop.clock())
    token = accounts.enter(client, workshop.engine, account, workshop.clock())
    base = f"/haagse-zaken/{WEEK}"
    pages = {
        "page: editor": f"{base}/redactie",
        "page: editor, search": f"{base}/redactie/zoek?q=stikstof",
        "page: editor, history": f"{base}/redactie/geschiedenis",
        "page: checks and approval": f"{base}/controle",
        "page: preview": f"{base}/voorbeeld",
        "page: politieke agenda": f"/politieke-agenda?week={WEEK}",
        "page: politieke agenda per BAC": f"/politieke-agenda?week={WEEK}&indeling=bac",
        "page: agenda of the workspace": f"/agenda?week={WEEK}",
        "page: start": "/",
    }
    found = {name: _median(partial(_get, client, path)) for name, path in pages.items()}
    return found | {"autosave of a block": _autosave(client, workshop, token, edition)}


def _get(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _autosave(client: TestClient, workshop: Workshop, token: str, edition: Edition) -> Figures:
    """Save one more word in the intro of the letter, each time."""
    block = next(one for one in edition.blocks if one.kind == "intro")
    versions = iter(range(block.version, block.version + ROUNDS))
    texts = [f"<p>Deze week{' telt' * count}.</p>" for count in range(ROUNDS + 1)]

    def save() -> None:
        version = next(versions)
        _save(client, token, block, version, texts[version - block.version + 1])

    figures = _median(save)
    kept = next(one for one in _stored(workshop).blocks if one.key == block.key)
    assert kept.human == {"tekst": texts[-1]}, kept.human
    return figures


def _save(client: TestClient, token: str, block: Block, version: int, text: str) -> None:
    fields = {
        "formulier": token, "sleutel": block.key, "versie": str(version), "vorm": "html",
        "veld:tekst": text, "was:tekst": "",
    }  # fmt: skip
    headers = {**accounts.HEADERS, "HX-Request": "true"}
    answer = client.post(f"/haagse-zaken/{WEEK}/redactie/bewaar", data=fields, headers=headers)
    assert answer.status_code == 200, answer.text
