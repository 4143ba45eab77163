"""What every job needs, built once per process and passed in; nothing is global."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from config.loader import load_people, load_recess, load_source, load_taxonomy, load_telling
from config.schema import People, RecessCalendar, SourceConfig, Taxonomy
from config.settings import Settings
from config.telling import Telling
from tracker import directory, people, urgency
from tracker.database import (
    Engine,
    is_current,
    migrate,
    open_engine,
    read_scope,
    require_current,
)

if TYPE_CHECKING:
    from nlp.classifier import Classifier

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass
class Workshop:
    """Settings, clock, database and configuration of one process.

    Each part is loaded when first used, so that a command that needs no classifier
    starts without one.
    """

    settings: Settings
    clock: Clock = field(default=system_clock)
    _people: tuple[object, People] | None = field(default=None, init=False, repr=False)
    _model_chosen: tuple[str, ...] = field(default=(), init=False, repr=False)
    checked_reports: dict[tuple[str, int, int, str], tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    """What was wrong with debate reports that were held against their verslag, by both."""

    @cached_property
    def engine(self) -> Engine:
        """The database; raises DatabaseError when its migrations have not run."""
        engine = open_engine(self.settings.database_url)
        if engine.dialect.name == "sqlite" and not is_current(engine):
            migrate(engine)
        require_current(engine)
        return engine

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """BACs and dossiers."""
        return load_taxonomy(self.settings.config_dir)

    @cached_property
    def people_file(self) -> People:
        """Who is responsible for what, as people.yaml has it."""
        return load_people(self.taxonomy, self.settings.config_dir)

    @property
    def people(self) -> People:
        """Who is responsible now: the file, the changes since, and Slack ids that were found.

        Read again when something changed, in whichever process.
        """
        base = self.people_file
        with read_scope(self.engine) as session:
            mark = (people.newest_change(session), directory.newest_answer(session))
            if self._people is None or self._people[0] != mark:
                present = directory.with_slack_ids(session, people.current(session, base))
                self._people = (mark, present)
        return self._people[1]

    @cached_property
    def telling(self) -> Telling:
        """What is told when; raises ConfigFileError for a kind of change that does not exist."""
        found = load_telling(self.settings.config_dir)
        urgency.require_known(found.urgent)
        return found

    @cached_property
    def recess(self) -> RecessCalendar:
        """Weeks without sittings."""
        return load_recess(self.settings.config_dir)

    @cached_property
    def classifier(self) -> Classifier:
        """The classifier in use; loading it takes up to a second."""
        from tracker.jobs.models import load_in_use

        return load_in_use(self)

    def renew_classifier(self) -> None:
        """Forget the classifier when another model was put in use, in whichever process."""
        from tracker.jobs.models import chosen

        present = chosen(self.engine)
        if present != self._model_chosen:
            self.__dict__.pop("classifier", None)
            self._model_chosen = present

    def source(self, name: str) -> SourceConfig:
        """Return the configuration of a source."""
        return load_source(name, self.settings.config_dir)

    @property
    def data_dir(self) -> Path:
        """Folder for files that the product writes; made when it is not there."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        return self.settings.data_dir
