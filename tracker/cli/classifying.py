"""Commands around the classifier: label lines of JSON, measure against labelled items."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tracker.cli.output import AsJson, complain, figures, print_json, table


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
    result = measure(load(taxonomy), read_labelled_file(file, taxonomy, complain)).to_json()
    if as_json:
        print_json(result)
        return
    _show(result)


def _show(result: dict[str, Any]) -> None:
    relevance = result["relevance"]
    plain = {name: value for name, value in result.items() if not isinstance(value, (dict, list))}
    figures("Classifier", plain | {f"relevantie, {name}": relevance[name] for name in relevance})
    scores = result["dossiers"]
    columns = ("dossier", *next(iter(scores.values()), {}))
    table("Per dossier", columns, [(slug, *score.values()) for slug, score in scores.items()])


COMMANDS = {"classify": classify, "evaluate": evaluate}
