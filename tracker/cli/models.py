"""Commands of the model's life: train, choose, describe, classify the archive again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.output import AsJson, figures, print_json, progress, say, table

if TYPE_CHECKING:
    from nlp.registry import Entry
    from tracker.jobs.workshop import Workshop

app = typer.Typer(
    help="Het model dat dossiers toekent: welke er zijn, welk in gebruik is.", no_args_is_help=True
)
Version = Annotated[str, typer.Argument(help="De versie, zoals 'model list' die noemt.")]
Gold = Annotated[list[Path] | None, typer.Option("--gold", help="Map met gelabelde items (JSONL).")]


def _workshop() -> Workshop:
    from config.settings import read_settings
    from tracker.jobs.workshop import Workshop

    return Workshop(read_settings())


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """Toon alle modellen; een sterretje staat bij het model in gebruik."""
    from tracker.jobs import models

    workshop = _workshop()
    used = models.in_use(workshop).version
    entries = models.registry(workshop).entries()
    if as_json:
        print_json([{**one.to_json(), "in_use": one.version == used} for one in entries])
        return
    rows = [
        (f"{'*' if one.version == used else ' '} {one.version}", one.made_at[:10], *_state(one))
        for one in entries
    ]
    table("Modellen", ("versie", "gemaakt", "correcties", "oordeel"), rows)


def _state(entry: Entry) -> tuple[str, str]:
    if entry.problem:
        return "", entry.problem
    if entry.shipped:
        return "", "meegeleverd"
    return str(entry.corrections), "goedgekeurd" if entry.accepted else "afgewezen"


@app.command("show")
def show(version: Version, as_json: AsJson = False) -> None:
    """Toon waarvan een model is gemaakt en hoe goed het is."""
    from tracker.jobs import models

    workshop = _workshop()
    entry = models.registry(workshop).get(version)
    used = models.in_use(workshop).version == version
    if as_json:
        print_json({**entry.to_json(), "in_use": used})
        return
    values = {
        "in gebruik": "ja" if used else "nee",
        "gemaakt": entry.made_at,
        "bouwt op": entry.base or "-",
        "gelabelde items": entry.items,
        "correcties": entry.corrections,
        "gegevens (vingerafdruk)": entry.data[:16],
        "dossierlijst (vingerafdruk)": entry.taxonomy or "-",
    }
    figures(f"Model {version}", values)
    _show_comparison(entry)
    for reason in (*entry.reasons, *([entry.problem] if entry.problem else [])):
        say(f"- {reason}")


def _show_comparison(entry: Entry) -> None:
    for name, title in (("frozen", "Vaste voorbeelden"), ("corrections", "Ongeziene correcties")):
        scores = entry.scores.get(name) or {}
        if scores.get("items"):
            figures(f"{title} ({scores['items']})", {
                "micro-F1 voor": scores["micro_f1_before"],
                "micro-F1 na": scores["micro_f1_after"],
                "relevant herkend voor": scores["relevance_recall_before"],
                "relevant herkend na": scores["relevance_recall_after"],
            })  # fmt: skip


@app.command("use")
def use(
    version: Version,
    by: Annotated[str, typer.Option(help="Wie dit besluit.")] = "opdrachtregel",
    as_json: AsJson = False,
) -> None:
    """Neem een model in gebruik, ook om terug te gaan naar een eerder model."""
    from tracker.jobs import models

    entry = models.use(_workshop(), version, by)
    if as_json:
        print_json({**entry.to_json(), "in_use": True})
        return
    say(f"Model {entry.version} is in gebruik. Nieuwe stukken krijgen dossiers van dit model.")
    say("Wat er al is, houdt zijn dossiers tot: haagsezaken reclassify")


@app.command("card")
def card(
    out: Annotated[Path | None, typer.Option(help="Bestand om in te schrijven.")] = None,
    as_json: AsJson = False,
) -> None:
    """Beschrijf het model in gebruik, in de velden van het Algoritmeregister."""
    from nlp.card_page import as_json as values
    from nlp.card_page import as_markdown
    from tracker.jobs.describing import describe

    facts = describe(_workshop())
    if out is not None:
        text = as_markdown(facts)
        if as_json:
            text = json.dumps(values(facts), ensure_ascii=False, indent=2) + "\n"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        say(f"Geschreven: {out}")
    elif as_json:
        print_json(values(facts))
    else:
        say(as_markdown(facts).rstrip())


def train(
    gold: Gold = None,
    frozen: Annotated[
        Path | None, typer.Option(help="Gelabelde items om mee te vergelijken (JSONL).")
    ] = None,
    by: Annotated[str, typer.Option(help="Wie dit laat doen.")] = "opdrachtregel",
    as_json: AsJson = False,
) -> None:
    """Leer van de correcties; het nieuwe model komt er alleen als het niet slechter is."""
    from tracker.cli.output import complain
    from tracker.jobs.learning import train as learn

    learned = learn(_workshop(), gold or (), frozen, by, complain)
    if as_json:
        print_json(learned.to_json())
        return
    say(f"Model {learned.entry.version}, van {learned.entry.corrections} correcties.")
    _show_comparison(learned.entry)
    if learned.ruling.accepted:
        say("Het is in gebruik genomen. Terug naar het vorige kan met:")
        say(f"  haagsezaken model use {learned.before}")
        say("Wat er al is, krijgt het nieuwe oordeel met: haagsezaken reclassify")
        return
    say(f"Het is bewaard maar niet in gebruik genomen; {learned.before} blijft. De reden:")
    for reason in learned.ruling.reasons:
        say(f"- {reason}")


def reclassify(
    dossier: Annotated[str, typer.Option(help="Alleen wat nu dit dossier heeft.")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Alleen vanaf deze dag.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Aantal processen.")] = 1,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Ook wat dit model al zag, na nieuwe termen.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ken de dossiers van het hele archief opnieuw toe; gaat na een onderbreking verder."""
    from dataclasses import asdict

    from tracker.jobs.reclassifying import Part
    from tracker.jobs.reclassifying import reclassify as again

    part = Part(dossier, since.date() if since else None, afresh)
    with progress(quiet=as_json) as advance:
        done = again(_workshop(), part, processes, lambda count: advance("geclassificeerd", count))
    if as_json:
        print_json(asdict(done))
        return
    if done.resumed:
        say("Verder gegaan waar een eerdere ronde bleef.")
    say(
        f"Model {done.model}: {done.items} stukken opnieuw bekeken, {done.relevant} relevant, "
        f"{done.changed} met andere dossiers. Alleen over activiteiten die nog komen, gaan "
        "alsnog meldingen uit."
    )


COMMANDS = {"train": train, "reclassify": reclassify}
