"""Which model is in use: chosen by a person or by a training, kept in the database.

The switch names the model in use and the one before it. What cannot be loaded is passed
over with an error in the log, never silently: first the one before, then the shipped one.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from tracker.database import read_scope, session_scope
from tracker.errors import ModelError
from tracker.models import SwitchTable

if TYPE_CHECKING:
    from nlp.classifier import Classifier
    from nlp.registry import Entry, Registry
    from tracker.database import Engine
    from tracker.jobs.workshop import Workshop

log = logging.getLogger(__name__)

SWITCH = "model"
FOLDER = "models"


def registry(workshop: Workshop) -> Registry:
    """Return the models of this installation."""
    from nlp.classifier import MODEL_DIR
    from nlp.registry import Registry

    settings = workshop.settings
    return Registry(settings.data_dir / FOLDER, settings.model_dir or MODEL_DIR)


def chosen(engine: Engine) -> tuple[str, ...]:
    """Return the versions to try: the one in use, then the one before; empty is the shipped."""
    with read_scope(engine) as session:
        switch = session.get(SwitchTable, SWITCH)
        return () if switch is None else tuple(json.loads(switch.value))


def load_in_use(workshop: Workshop) -> Classifier:
    """Return the classifier in use.

    Raises ModelError when not even the shipped model can be loaded.
    """
    models = registry(workshop)
    for version in chosen(workshop.engine):
        try:
            return _load(workshop, models.get(version))
        except ModelError as error:
            log.error("model %s kan niet worden gebruikt: %s", version, error)  # noqa: TRY400
    return _load(workshop, models.shipped())


def load(workshop: Workshop, version: str) -> Classifier:
    """Return the classifier of one version.

    Raises ModelError when it is unknown, broken or made for another taxonomy.
    """
    return _load(workshop, registry(workshop).get(version))


def _load(workshop: Workshop, entry: Entry) -> Classifier:
    from nlp.classifier import load
    from nlp.registry import require_fit

    if not entry.shipped:
        require_fit(entry, workshop.taxonomy)
    return load(workshop.taxonomy, entry.folder)


def use(workshop: Workshop, version: str, by: str) -> Entry:
    """Put a model in use, after loading it to be sure; running processes follow.

    Raises ModelError when it cannot be loaded; then the model in use stays.
    """
    entry = registry(workshop).get(version)
    _load(workshop, entry)
    before = in_use(workshop)
    kept = [version, *([before.version] if before.version != version else [])]
    with session_scope(workshop.engine) as session:
        session.merge(
            SwitchTable(name=SWITCH, value=json.dumps(kept), set_by=by, set_at=workshop.clock())
        )
    return entry


def in_use(workshop: Workshop) -> Entry:
    """Return the model in use: the first of the chosen ones that fits."""
    from nlp.registry import require_fit

    models = registry(workshop)
    for version in chosen(workshop.engine):
        try:
            entry = models.get(version)
            if not entry.shipped:
                require_fit(entry, workshop.taxonomy)
        except ModelError:
            continue
        return entry
    return models.shipped()


def trouble(workshop: Workshop) -> str:
    """Return in Dutch why the model that was chosen cannot be used; "" when it can.

    Loads a chosen model to be sure.
    """
    wanted = chosen(workshop.engine)
    if not wanted:
        return registry(workshop).shipped().problem
    try:
        load(workshop, wanted[0])
    except ModelError as error:
        return str(error)
    return ""
