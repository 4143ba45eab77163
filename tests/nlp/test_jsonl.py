"""JSON lines in and out: exact fields, broken lines reported, order kept."""

from __future__ import annotations

import json

import pytest

from nlp.classifier import Classifier
from nlp.jsonl import classify_lines, parse_item


def line(**fields: object) -> str:
    return json.dumps({"id": "TK-1", "title": "De wolf in Drenthe", **fields})


def run(classifier: Classifier, lines: list[str]) -> tuple[list[dict[str, object]], list[str]]:
    problems: list[str] = []
    out = [json.loads(row) for row in classify_lines(lines, classifier, problems.append)]
    return out, problems


def test_one_line_per_item_with_exactly_these_fields(classifier: Classifier) -> None:
    out, problems = run(classifier, [line(kind="Motie", date=None, extra={"a": [1]})])
    assert problems == []
    assert list(out[0]) == ["id", "relevant", "relevance", "dossiers", "bacs"]
    assert out[0]["id"] == "TK-1"
    assert out[0]["relevant"] is True
    first = out[0]["dossiers"][0]  # type: ignore[index]
    assert list(first) == ["slug", "score", "evidence"]
    assert first["slug"] == "faunabeleid"
    assert {"text": "wolf", "start": 3, "end": 7, "field": "title"} in first["evidence"]


def test_a_broken_line_is_reported_and_the_rest_goes_on(classifier: Classifier) -> None:
    lines = [
        line(id="a"),
        '{"id": "b", "title": ',
        "[]",
        "",
        line(id=None),
        line(id="c", title=["x"]),
        "[" * 100_000,
        line(id="d"),
    ]
    out, problems = run(classifier, lines)
    assert [row["id"] for row in out] == ["a", "d"]
    assert [problem.split(":")[0] for problem in problems] == [
        f"regel {number}" for number in (2, 3, 5, 6, 7)
    ]


def test_the_title_of_the_kamerstukdossier_is_read_from_the_text(classifier: Classifier) -> None:
    text = "Dossier: Natuurbeleid"
    given = parse_item(line(title="Brief", text=text))
    assert (given.text, given.file_title) == ("", "Natuurbeleid")
    out, _ = run(classifier, [line(title="Weidevogels", text=text)])
    for match in out[0]["dossiers"]:  # type: ignore[attr-defined]
        for entry in match["evidence"]:
            field = {"title": "Weidevogels", "text": text}[entry["field"]]
            assert field[entry["start"] : entry["end"]] == entry["text"]


@pytest.mark.parametrize("processes", [1, 2])
def test_labels_in_the_input_change_nothing(classifier: Classifier, processes: int) -> None:
    labelled = line(dossiers=["wonen"], primary="wonen", note="woningbouw")
    bare = list(classify_lines([line()], classifier, pytest.fail))
    assert list(classify_lines([labelled], classifier, pytest.fail, processes)) == bare
