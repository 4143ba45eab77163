"""The shape of telling.yaml: what is told at once, what waits, and for how long."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from config.schema import Level, Strict

Days = Annotated[int, Field(ge=0, le=365)]


class Urgent(Strict):
    """What is told at once; everything else waits for a person's digest.

    `always`, `close` and `coming` are kinds of changes of an activiteit (`ChangeKind`).
    `close` counts only when it starts today or within `close_working_days`, `coming` when
    it starts within `coming_days`. `motion_changes` count on dossiers of one of `priorities`.
    `everything` switches the digest off: each change is told at once.
    """

    always: tuple[str, ...]
    close: tuple[str, ...]
    close_working_days: Days = 1
    coming: tuple[str, ...]
    coming_days: Days = 7
    motion_kinds: tuple[str, ...] = ("motie", "amendement")
    motion_changes: tuple[str, ...] = ("new", "outcome")
    priorities: tuple[Level, ...] = ("hoog",)
    commitment_naming_provinces: bool = True
    consultation_days: Days = 7
    everything: bool = False


class Quiet(Strict):
    """When nothing is told: from `start` until `end`, at weekends, on free days.

    In reces a message waits until the next working day at `morning` ("next_morning"), until
    the reces is over ("wait"), or is told as always ("normal"). An activiteit that starts
    less than `lead_hours` after the quiet time is told at once all the same.
    """

    start: time = time(20, 0)
    end: time = time(7, 30)
    weekend: bool = True
    free_days: tuple[date, ...] = ()
    recess: Literal["normal", "next_morning", "wait"] = "next_morning"
    morning: time = time(8, 30)
    lead_hours: int = Field(default=3, ge=0, le=72)


class Digest(Strict):
    """A person's digest; its times are in schedule.yaml."""

    largest: int = Field(default=40, ge=1, le=200)
    afternoon_in_recess: bool = False


class Budget(Strict):
    """How much noise one person takes in a day, and what is asked about it each week."""

    urgent_per_day: int = Field(default=12, ge=1)
    exempt_working_days: Days = 1
    reader_mails_per_day: int = Field(default=3, ge=1)
    ignored_days: Days = 7
    ignored_at_least: int = Field(default=3, ge=1)


class Reminders(Strict):
    """How long before a deadline a reminder comes; those in days come at `at`."""

    at: time = time(8, 30)
    letter_working_days: Days = 5
    letter_ahead_working_days: Days = 1
    procedure_working_days: Days = 1
    inbreng_working_days: Days = 2
    debate_minutes: int = Field(default=30, ge=0, le=24 * 60)
    answer_working_days: Days = 2
    consultation_working_days: tuple[Days, ...] = (5, 1)
    livestream: str = "https://debatdirect.tweedekamer.nl/"


class Escalation(Strict):
    """When an item that nobody took goes to the deputy, and then to the coordinator."""

    kinds: tuple[str, ...] = ("activiteit", "consultatie")
    priorities: tuple[Level, ...] = ("hoog", "midden")
    deputy_working_days: Days = 3
    coordinator_working_days: Days = 1


class Alarms(Strict):
    """When operators are told that delivery itself stands still."""

    waiting_minutes: int = Field(default=30, ge=1)
    look_back_hours: int = Field(default=24, ge=1)


class Telling(Strict):
    """All thresholds of what is told when."""

    urgent: Urgent
    quiet: Quiet = Quiet()
    digest: Digest = Digest()
    budget: Budget = Budget()
    reminders: Reminders = Reminders()
    escalation: Escalation = Escalation()
    alarms: Alarms = Alarms()
