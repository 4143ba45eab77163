"""Commands around the classifier: label lines of JSON, measure against labelled items."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from tracker.cli.output import AsJson, complain, figures, print_json, say, table


def classify(
    processes: Annotated[int, typer.Option(help="Aantal processen.")] = 1,
) -> None:
    """Lees items als JSON-regels van standaardinvoer, schrijf dossiers met bewijs."""
    from config.loader import load_taxonomy
    from config.settings import read_settings
    from nlp.classifier import load
    from nlp.jsonl import classify_lines

    classifier = load(load_taxonomy(read_settings().config_dir))
    for line in classify_lines(sys.stdin, classifier, complain, processes=processes):
        sys.stdout.write(line + "\n")


def evaluate(
    file: Annotated[Path, typer.Argument(help="Gelabelde items, één JSON-regel per item.")],
    as_json: AsJson = False,
) -> None:
    """Meet de classifier aan gelabelde items."""
    from config.loader import load_taxonomy
    from config.settings import read_settings
    from nlp.classifier import load
    from nlp.evaluate import evaluate as measure
    from nlp.evaluate import read_labelled_file

    taxonomy = load_taxonomy(read_settings().config_dir)
    labelled = read_labelled_file(file, taxonomy, complain)
    started = perf_counter()
    classifier = load(taxonomy)
    seconds = perf_counter() - started
    result = measure(classifier, labelled, load_seconds=seconds).to_json()
    if as_json:
        print_json(result)
        return
    _show(result)


def _show(result: dict[str, Any]) -> None:
    relevance = result["relevance"]
    say(f"Model {result['model']}, {result['items']} stukken.")
    columns = ("maat", "doel", "gehaald", "95 %-interval", "stukken", "goed")
    table("Doelen", columns, [_aim(row) for row in result["aims"]])
    names = {"precision": "precisie", "recall": "vindkracht", "f1": "F1"}
    shown = {f"relevantie, {dutch}": relevance[name] for name, dutch in names.items()}
    figures("Verder", shown | {"zeker, zonder oordeel van een mens": result["certain"]})
    columns = ("dossier", "stukken", "precisie", "vindkracht", "F1", "95 %-interval")
    table("Per dossier", columns, [_dossier(*one) for one in result["dossiers"].items()])
    heads = ("stuk", "had moeten zijn", "gegeven, met de woorden")
    table("De ergste fouten", heads, [_mistake(one) for one in result["errors"]])


def _aim(row: dict[str, Any]) -> tuple[object, ...]:
    verdict = {True: "ja", False: "nee", None: "niet te meten"}[row["ok"]]
    sign = "≤" if row["at_most"] else "≥"
    reached = "" if row["reached"] is None else row["reached"]
    between = _between(row["interval"])
    return row["measure"], f"{sign} {row['aim']}", reached, between, row["items"], verdict


def _between(interval: tuple[float, float] | None) -> str:
    return f"{interval[0]:.3f} tot {interval[1]:.3f}" if interval else ""


def _dossier(slug: str, score: dict[str, Any]) -> tuple[object, ...]:
    between = _between(score["interval"]) if score["support"] else ""
    return slug, score["support"], score["precision"], score["recall"], score["f1"], between


def _mistake(one: dict[str, Any]) -> tuple[str, str, str]:
    given = [f"{slug}: {', '.join(words)}" for slug, words in one["evidence"].items()]
    wanted = ", ".join(one["wanted"]) or "niets"
    return f"{one['id']}: {one['title'][:120]}", wanted, "; ".join(given) or "niets"


COMMANDS = {"classify": classify, "evaluate": evaluate}
