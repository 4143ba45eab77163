"""The steps of the scenario: each changes the example's desk; what differs goes into the feed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tracker.sandbox.example import Example, news
from tracker.sandbox.example.agenda import dutch_day, slot
from tracker.sandbox.example.desk import moment
from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import Row

Action = Callable[[Example, int], None]
STIKSTOF_DATES = ("12-03 10:00-14:00", "12-09 13:30-17:30", "12-16 10:15-14:15")


@dataclass(frozen=True, slots=True)
class Step:
    """What a step does, in words, and how; the action gets how often it was taken before."""

    description: str
    action: Action


def activity(key: str) -> str:
    """The id of the activiteit with that key."""
    return guid_for("Activiteit", key)


def move(example: Example, key: str, at: str) -> None:
    """Give an activiteit other times; number and title stay."""
    when = slot(at)
    example.desk.change(
        activity(key),
        datumSoort=when.kind,
        datum=when.start,
        aanvangstijd=when.begins,
        eindtijd=when.ends,
    )


def cancel(example: Example, key: str, *, in_title: bool = False) -> None:
    """Cancel an activiteit, with or without saying so in the title."""
    row = example.desk.row(activity(key))
    title = str(row.values["onderwerp"]).strip()
    example.desk.change(
        row.guid, status="Geannuleerd", onderwerp=f"{title} (geannuleerd)" if in_title else title
    )


def change_room(example: Example, key: str, room: str) -> None:
    """Put an activiteit in another room, in its own Reservering."""
    guid = guid_for("Reservering", key)
    seen, row = example.desk.rows[guid]
    refs = tuple(ref for ref in row.refs if ref[0] != "zaal")
    moved = replace(row, refs=(*refs, ("zaal", guid_for("Zaal", room))))
    example.desk.rows[guid] = (seen, moved)


def add_item(example: Example, key: str, paper: str, place: int) -> None:
    """Put a paper on the agenda: the Agendapunt, and the Zaak that points to it."""
    planned = example.activities[key]
    example.agenda.item(planned, activity(key), paper, place, news.seen())


def add_minister(example: Example, key: str, minister: str) -> None:
    """A bewindspersoon joins."""
    values, refs = example.cast.minister(minister)
    row = {**values, "relatie": "Bewindspersoon c.a.", "volgorde": 9, "spreektijd": None}
    name = f"{key}:extra:{minister}"
    own = ("activiteit", activity(key))
    example.desk.put("ActiviteitActor", name, news.seen(), row, (own, *refs))


def delete(example: Example, guid: str) -> None:
    """Delete a row: all that stays is its id."""
    seen, row = example.desk.rows[guid]
    example.desk.rows[guid] = (seen, Row(row.category, guid, {}, deleted=True))


def vote(example: Example, ballot: str) -> None:
    """The Kamer votes on every motie of a ballot."""
    planned = example.ballots[ballot]
    point = guid_for("Agendapunt", f"{planned.session}:{ballot}")
    for place in range(1, len(planned.motions) + 1):
        case = guid_for("Zaak", f"{ballot}:{place}")
        example.ballot_desk.vote(planned, place, case, point)
        example.desk.change(case, afgedaan=True)


def replace_debate(example: Example, key: str, successor: str, at: str) -> None:
    """A debate gives way to a new one with another number; its agenda goes along."""
    planned = example.activities[key]
    other = planned.model_copy(
        update={"key": successor, "at": at, "replaces": key, "agenda": [], "room": None}
    )
    old = activity(key)
    words = f"{planned.title} (verplaatst naar {dutch_day(moment(at[:5]))})"
    example.desk.change(old, status="Verplaatst", onderwerp=words)
    new = example.agenda.lay_down(other)
    for guid, (seen, row) in list(example.desk.rows.items()):
        if row.category == "Agendapunt" and row.ref("activiteit") == old:
            moved = replace(row, refs=(("activiteit", new),))
            example.desk.rows[guid] = (seen, moved)


def _today(example: Example, _taken: int) -> None:
    news.lay_down(example)
    add_item(example, "cd-stikstof", "n-stik-taskforce", 8)
    add_item(example, "cd-omgevingswet", "omgevingswet-mer", 6)
    cancel(example, "cd-cultuur", in_title=True)
    move(example, "d30-ziekenhuizen", "12-15 19:00-21:30")
    change_room(example, "cd-ov", "Troelstrazaal")
    add_minister(example, "cd-ruimte", "def")
    vote(example, "b-wonen")


STEPS = {
    "today": Step("The news of Thursday 26 November: a dozen new things.", _today),
    "debate-moves": Step(
        "The commissiedebat Stikstof gets another date and time, same number.",
        lambda example, taken: move(example, "cd-stikstof", STIKSTOF_DATES[taken % 3]),
    ),
    "debate-replaced": Step(
        "The commissiedebat Water becomes Verplaatst; a new one takes its place.",
        lambda example, _: replace_debate(
            example, "cd-water", "cd-water-nieuw", "12-16 14:00-18:00"
        ),
    ),
    "agenda-item-added": Step(
        "A Kamerbrief is added to the agenda of the commissiedebat Stikstof.",
        lambda example, _: add_item(example, "cd-stikstof", "natuurherstel", 9),
    ),
    "room-changes": Step(
        "The commissiedebat Elektriciteitsnet gets another room.",
        lambda example, _: change_room(example, "cd-netcongestie", "Aletta Jacobszaal"),
    ),
    "minister-added": Step(
        "The minister van BZK joins the commissiedebat on housing.",
        lambda example, _: add_minister(example, "cd-wonen", "bzk"),
    ),
    "debate-cancelled": Step(
        "The commissiedebat on cyber security is cancelled.",
        lambda example, _: cancel(example, "cd-cyber"),
    ),
    "row-deleted": Step(
        "The rondetafelgesprek on heritage is deleted from the agenda.",
        lambda example, _: delete(example, activity("rt-erfgoed")),
    ),
    "votes-in": Step(
        "The Kamer votes on the moties about agriculture and nature.",
        lambda example, _: vote(example, "b-landbouw"),
    ),
    "toezegging-made": Step(
        "A toezegging is made.",
        lambda example, _: news.lay_down_later(example),
    ),
}
REPEATABLE = frozenset({"debate-moves"})
