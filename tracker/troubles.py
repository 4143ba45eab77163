"""What goes wrong in delivering, as causes for an alarm; each follows from the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from config.telling import Alarms
from tracker import dutch
from tracker.models import NoticeTable, SlackEventTable
from tracker.records import NoticeState

_WHOLE_APP = ("token_", "invalid_auth", "not_authed", "account_inactive", "missing_scope")
_READER, _MISTYPED = "lezer:", ("smtp_550", "smtp_551", "smtp_553")
_WAITS = (NoticeState.PLANNED.value, NoticeState.SENDING.value, NoticeState.UNKNOWN.value)


def _code(error: str) -> str:
    """Return the reason in Slack's own word of "Slack: is_archived: het kanaal …"."""
    words = error.removeprefix("Slack: ").split(":", 1)[0].strip()
    return words[:60] or "onbekend"


def _way(channel: str) -> str:
    return "mail" if channel.startswith(("mail:", _READER)) else "slack"


def _cause(channel: str, error: str) -> str:
    code, way = _code(error), _way(channel)
    return f"{way}:{code}" if code.startswith(_WHOLE_APP) else f"{way}:{code}:{channel}"


def refusals(session: Session, settings: Alarms, now: datetime) -> Mapping[str, str]:
    """Return what was refused for good and has not gone well since, with what to do.

    A cause that concerns the whole app is over when anything was sent that way; one of a
    channel when something was sent there.
    """
    since = now - timedelta(hours=settings.look_back_hours)
    table = NoticeTable
    rows = session.exec(
        select(table.channel, table.error, table.claimed_at, table.created_at).where(
            table.state == NoticeState.FAILED.value, col(table.created_at) >= since
        )
    ).all()
    last_good = _last_good(session, since)
    found: dict[str, list[str]] = defaultdict(list)
    for channel, error, claimed_at, created_at in rows:
        if channel.startswith(_READER) and error.startswith(_MISTYPED):
            continue  # anybody may fill in an address that does not exist
        cause, at = _cause(channel, error), claimed_at or created_at
        scope = _way(channel) if cause.count(":") == 1 else channel
        if last_good.get(scope, since) <= at:
            found[cause].append(error)
    return {cause: _refused_words(cause, errors) for cause, errors in found.items()}


def _last_good(session: Session, since: datetime) -> dict[str, datetime]:
    """Return when something was last sent in each channel, and in each way."""
    rows = session.exec(
        select(NoticeTable.channel, func.max(NoticeTable.sent_at))
        .where(NoticeTable.state == NoticeState.SENT.value, col(NoticeTable.sent_at) >= since)
        .group_by(col(NoticeTable.channel))
    ).all()
    found = {channel: at for channel, at in rows if at is not None}
    for channel, at in list(found.items()):
        way = _way(channel)
        found[way] = max(at, found.get(way, at))
    return found


def _refused_words(cause: str, errors: list[str]) -> str:
    count = len(errors)
    what = "1 bericht is" if count == 1 else f"{count} berichten zijn"
    instead = "Wie genoemd werd, hoort het op een andere manier."
    if cause.startswith("mail:"):
        instead = "Dit was de laatste manier: wie genoemd werd, hoort het nu niet."
    return (
        f"{what} geweigerd: {errors[-1]}. {instead} "
        f"Neem de oorzaak weg en doe dan: haagsezaken outbox retry ({cause})"
    )


def standstill(session: Session, settings: Alarms, now: datetime) -> Mapping[str, str]:
    """Return the cause that messages wait too long, if they do."""
    oldest = session.exec(
        select(func.min(NoticeTable.due_at)).where(col(NoticeTable.state).in_(_WAITS))
    ).one()
    if oldest is None or oldest > now - timedelta(minutes=settings.waiting_minutes):
        return {}
    return {
        "outbox:wacht": f"Er wacht een bericht sinds {dutch.moment(oldest)}. Draait de taak "
        "deliver, en is Slack bereikbaar?"
    }


def unsent_mail(session: Session, settings: Alarms, now: datetime) -> Mapping[str, str]:
    """Return the cause that mails went to files because there is no server for them."""
    since = now - timedelta(hours=settings.look_back_hours)
    count = session.exec(
        select(func.count())
        .select_from(NoticeTable)
        .where(col(NoticeTable.message_id).startswith("mail:"), col(NoticeTable.sent_at) >= since)
    ).one()
    if not count:
        return {}
    words = "1 mail ligt" if count == 1 else f"{count} mails liggen"
    return {"mail:geen-server": f"{words} in de map mail: er is geen SMTP_URL ingesteld."}


def failed_clicks(session: Session, settings: Alarms, now: datetime) -> Mapping[str, str]:
    """Return the cause that something people did in Slack could not be worked on."""
    since = now - timedelta(hours=settings.look_back_hours)
    table = SlackEventTable
    found = session.exec(
        select(table.result)
        .where(table.state == "failed", col(table.received_at) >= since)
        .order_by(col(table.received_at).desc())
        .limit(100)
    ).all()
    if not found:
        return {}
    return {
        "slack:klikken": f"{len(found)} keer mislukte wat iemand in Slack deed, laatst: "
        f"{found[0][:200]}. Het logboek zegt meer (slack_event_failed)."
    }
