"""What the page of control shows: steps with their state, problems by block, the list; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from newsletter import sealing, view
from newsletter.correction import title_of
from tracker import dutch
from tracker.audiences import Audience
from tracker.jobs.reviewing import Finding
from tracker.records import Approval, Block, Comment, Dispatch, Edition, Progress, Stage
from tracker.web.approval import planning
from tracker.web.view.labels import Names

_STAGES: Mapping[str, str] = {
    Stage.CONCEPT.value: "Concept",
    Stage.APPROVED.value: "Goedgekeurd",
    Stage.SCHEDULED.value: "Ingepland",
    Stage.SENDING.value: "Wordt verzonden",
    Stage.SENT.value: "Verzonden",
}
FORMS = (
    (sealing.Form.MAIL, "Mail"),
    (sealing.Form.NARROW, "Telefoon"),
    (sealing.Form.DARK, "Donker"),
    (sealing.Form.TEXT, "Platte tekst"),
    (sealing.Form.WEB, "Webpagina"),
    (sealing.Form.PERSONAL, "Persoonlijk"),
)
"""The forms of a preview, in the order of their tabs."""
_WHOLE_LETTER = "De hele brief"
_SHOWN_TITLE = 110


def stage_name(stage: str) -> str:
    """Return where an edition stands, in a word."""
    return _STAGES.get(stage, stage)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way out: DONE, HERE (to do now) or LATER, and that in words."""

    number: int
    anchor: str
    title: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one block, with the way to it."""

    title: str
    section: str
    href: str
    anchor: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A line of the list of who gets it."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class State:
    """All that is known of an edition on its way out."""

    edition: Edition
    findings: tuple[Finding, ...]
    approval: Approval | None
    history: tuple[Approval, ...]
    sending: Dispatch | None
    progress: Progress | None
    audience: Audience
    comments: tuple[Comment, ...]
    names: Mapping[str, str]
    now: datetime

    @property
    def week(self) -> str:
        """Return the ISO week."""
        return self.edition.week

    @property
    def path(self) -> str:
        """Return the address of the edition."""
        return f"/haagse-zaken/{self.week}"

    @property
    def label(self) -> str:
        """Return "Week 48, 23 tot en met 27 november 2026"."""
        return dutch.week_label(self.week)

    @property
    def stage(self) -> str:
        """Return where the edition stands, in a word."""
        return stage_name(self.edition.status)

    @property
    def is_concept(self) -> bool:
        """Tell whether it waits for an approval."""
        return self.edition.status == Stage.CONCEPT.value

    @property
    def is_out(self) -> bool:
        """Tell whether it is being sent or was."""
        return self.edition.status in {Stage.SENDING.value, Stage.SENT.value}

    @property
    def open(self) -> tuple[Finding, ...]:
        """Return the findings that stand in the way."""
        return tuple(one for one in self.findings if one.is_open)

    @property
    def set_aside(self) -> tuple[Finding, ...]:
        """Return the findings that somebody set aside."""
        return tuple(one for one in self.findings if not one.is_open)

    def name(self, email: str) -> str:
        """Return what somebody is called; the machine when it is nobody."""
        return self.names.get(email.casefold(), email) if email else "de computer"

    @property
    def last_change(self) -> str:
        """Return who changed the edition last, and when."""
        at = self.edition.edited_at or self.edition.made_at
        return f"{self.name(self.edition.edited_by)}, {moment(at)}"

    @property
    def planned(self) -> str:
        """Return "vrijdag 27 november 2026, 16.00 uur, over 3 uur"; "" without a plan."""
        if self.sending is None or self.edition.status != Stage.SCHEDULED.value:
            return ""
        due = self.sending.due_at
        return f"{planning.words(due)} ({planning.until(due, self.now)})"

    @property
    def fingerprint(self) -> str:
        """Return what tells this version from another."""
        return sealing.fingerprint(self.edition)

    @property
    def machine(self) -> str:
        """Return how much of the letter no person touched, in words."""
        count = sealing.untouched(self.edition)
        return (
            f"{count['machine']} van de {count['blocks']} blokken schreef de computer; daaraan "
            "is niets gewijzigd"
        )

    @property
    def rejections(self) -> tuple[Comment, ...]:
        """Return the remarks about the whole letter that nobody finished yet, newest first."""
        found = [one for one in self.comments if not one.key and not one.resolved_by]
        return tuple(reversed(found))

    @property
    def open_remarks(self) -> int:
        """Return how many remarks wait in the letter."""
        return sum(not one.resolved_by for one in self.comments)


_NO_TITLE = "Tekst"
"""What a block without a title of its own is called, under the name of its section."""


def section_title(section: str) -> str:
    """Return what a section is called."""
    return {"kop": "Kop", "intro": "Inleiding"}.get(section) or view.title(section)


def moment(at: datetime) -> str:
    """Return "vrijdag 27 november 2026, 16.00 uur"."""
    return dutch.moment_long(at)


def steps(state: State) -> tuple[Step, ...]:
    """Return the five steps with where each stands."""
    count = len(state.open)
    points = f"{count} {'punt' if count == 1 else 'punten'} open"
    done = not state.is_concept
    planned = state.edition.status == Stage.SCHEDULED.value or state.is_out
    found = (
        ("controle", "Controle", done or not count, True, points if count else "klaar"),
        ("voorbeeld", "Voorbeeld", done, True, "bekijk de brief"),
        ("goedkeuren", "Goedkeuren", done, not count, _approved_words(state)),
        ("inplannen", "Inplannen", planned, done, state.planned or _plan_words(state)),
        ("verzending", "Verzending", state.edition.status == Stage.SENT.value, planned,
         _sent_words(state)),
    )  # fmt: skip
    made = []
    for number, (anchor, title, is_done, is_here, words) in enumerate(found, start=1):
        place = "done" if is_done else "here" if is_here else "later"
        made.append(Step(number, anchor, title, place, words))
    return tuple(made)


def _approved_words(state: State) -> str:
    if state.approval is None or state.is_concept:
        return "nog niet"
    return f"door {state.name(state.approval.by)}"


def _plan_words(state: State) -> str:
    return "gebeurd" if state.is_out else "nog niet"


def _sent_words(state: State) -> str:
    if state.progress is None or not state.is_out:
        return "nog niet"
    return f"{state.progress.sent} van {state.progress.total} verzonden"


def groups(edition: Edition, found: Sequence[Finding], path: str) -> tuple[Group, ...]:
    """Return findings by block, in reading order; those of the whole letter first."""
    own: dict[str, list[Finding]] = {}
    for one in found:
        own.setdefault(one.block_key, []).append(one)
    blocks = {block.key: block for block in edition.blocks}
    order = ["", *(block.key for block in sorted(edition.blocks, key=lambda one: one.position))]
    order += [key for key in own if key not in order]
    return tuple(_group(key, own[key], blocks.get(key), path) for key in order if key in own)


def _group(key: str, found: list[Finding], block: Block | None, path: str) -> Group:
    anchor = f"punt-{view.anchor_of(key or 'brief')}"
    if block is None:
        return Group(_WHOLE_LETTER, "", f"{path}/redactie", anchor, tuple(found))
    title = title_of(block)
    title = _NO_TITLE if title == block.kind else title
    short = title if len(title) <= _SHOWN_TITLE else f"{title[:_SHOWN_TITLE]}…"
    return Group(short, section_title(block.section), block_href(path, key), anchor, tuple(found))


def block_href(path: str, key: str) -> str:
    """Return the way to a block in the editor."""
    return f"{path}/redactie?blok={quote(key)}&bewerk=1#{view.anchor_of(key)}"


_GROUNDS: Mapping[str, str] = {
    "bestuur": "Bestuurders (gedeputeerden, commissarissen)",
    "medewerker": "Medewerkers van IPO en provincies",
    "toestemming": "Meldden zich zelf aan",
    "": "Niet meer bekend",
}


def counts(audience: Audience, names: Names) -> tuple[tuple[str, tuple[Count, ...]], ...]:
    """Return the list in numbers: by ground, BAC and province, each under a heading."""
    grounds = tuple(Count(_GROUNDS.get(key, key), number) for key, number in audience.grounds)
    bacs = tuple(
        Count(names.bac(key) if key else "Alle BAC’s", number) for key, number in audience.bacs
    )
    places = tuple(Count(key or "Geen provincie bekend", number)
                   for key, number in audience.provinces)  # fmt: skip
    return (("Waarom zij hem krijgen", grounds), ("Per BAC", bacs), ("Per provincie", places))


def progress_rows(progress: Progress) -> tuple[Count, ...]:
    """Return how many readers are in each state, in words; a state of nobody is left out."""
    rows = (
        Count("Verzonden", progress.sent),
        Count("Nog te doen", progress.waiting),
        Count("Mislukt", progress.failed),
        Count("Niet verzonden: intussen afgemeld", progress.suppressed),
        Count("Onzeker: misschien aangekomen", progress.unknown),
    )
    return tuple(row for row in rows if row.number)
