"""One debate report as a page shows it: a person's text in place of the machine's; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from newsletter.reading import Entry, Reading, safe_url
from newsletter.report.anchoring import quotes_of
from tracker import dutch
from tracker.records import Block, Edition, Json

_STATUS = {"concept": "Concept, ter redactie"}


@dataclass(frozen=True, slots=True)
class Source:
    """A paragraph of the verslag: `parts` are (words, whether they are quoted), in order."""

    anchor: str
    speaker: str
    time: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page of a debate shows."""

    title: str
    week: str
    status: str
    anchor: str
    content: Mapping[str, Any]
    written: Mapping[str, str]
    tags: str
    url: str
    sources: tuple[Source, ...]

    @property
    def ready(self) -> bool:
        """Tell whether there is anything from a verslag."""
        return not self.content["message"]


def anchor_of_passage(name: str) -> str:
    """Return the id in the page of a passage such as "b8573879d.3"."""
    return "p-" + name.replace(".", "-")


def block_of(edition: Edition, key: str) -> Block:
    """Return the debate with this key that has a report; KeyError when there is none."""
    for block in edition.blocks:
        if block.key == key and block.kind == "debat" and block.content.get("report"):
            return block
    raise KeyError(f"{edition.week}: geen verslag van {key}")


def has_report(edition: Edition, key: str) -> bool:
    """Tell whether the edition has a report under this key."""
    found = (block for block in edition.blocks if block.key == key and block.kind == "debat")
    return any(block.content.get("report") for block in found)


def report_of(edition: Edition, key: str) -> Report:
    """Return the page of a debate; KeyError when the edition has no report of it."""
    block = block_of(edition, key)
    entry: Entry = Reading().entry(block)
    content = block.content["report"]
    return Report(
        title=_title(block),
        week=dutch.week_label(edition.week),
        status=_STATUS.get(edition.status, ""),
        anchor=entry.anchor,
        content=_with_safe_links(content),
        written=entry.written,
        tags=entry.tags,
        url=safe_url(str(block.content.get("url", ""))),
        sources=tuple(_sources(content)),
    )


def _title(block: Block) -> str:
    """Return the title a person gave, else the whole one: the letter has a shorter one."""
    head = block.content["report"]["head"]
    whole, kind = str(head["title"]), str(head["kind"])
    named = kind.lower() in whole.lower() or "debat" in whole.lower().split(" ")[0]
    return str((block.human or {}).get("title") or (whole if named else f"{kind} {whole}"))


def _with_safe_links(value: Json) -> Json:
    """Return the content with every address that is no web address left out."""
    if isinstance(value, Mapping):
        return {
            name: safe_url(str(one or "")) if name == "url" else _with_safe_links(one)
            for name, one in value.items()
        }
    return [_with_safe_links(one) for one in value] if isinstance(value, list) else value


def _sources(content: Mapping[str, Any]) -> Iterator[Source]:
    """Yield each paragraph that a quote on the page stands in, in order of the quotes."""
    quoted: dict[str, list[str]] = {}
    for quote in quotes_of(content):
        quoted.setdefault(quote["passage"], []).append(quote["text"])
    for name, texts in quoted.items():
        passage = content["passages"].get(name)
        if passage:
            yield Source(
                anchor_of_passage(name),
                passage["speaker"],
                passage["time"],
                tuple(marked(passage["text"], texts)),
            )


def marked(paragraph: str, texts: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield a paragraph in pieces, of which those that are quoted say so."""
    places = sorted({(at, at + len(text)) for text in texts if (at := paragraph.find(text)) >= 0})
    done = 0
    for start, end in places:
        if start < done:
            continue
        if start > done:
            yield paragraph[done:start], False
        yield paragraph[start:end], True
        done = end
    if done < len(paragraph):
        yield paragraph[done:], False
