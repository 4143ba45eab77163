"""What the start page shows first to who has dossiers: their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker import audit, coverage, desk, dutch, overview, people, pledges, queries
from tracker.overview import ChangedItem, Scope
from tracker.pledges import Stage
from tracker.records import Account, StoredItem
from tracker.web.site import Site
from tracker.web.view import judging
from tracker.web.view import mine as words
from tracker.web.view.mine import Mine
from tracker.web.view.pledges import pledge_view

_DAY, _LONGEST = timedelta(hours=24), timedelta(days=6)
_AHEAD = timedelta(days=10)
_TAKEN, _LATE, _MOST = 10, 8, 40
_SIGN_IN = "sign-in"


def own_dossiers(session: Session, site: Site, person: str) -> frozenset[str]:
    """Return the dossiers that a person handles today or follows; none for a stranger."""
    present = people.current(session, site.workshop.people)
    duties = people.duties(present, dutch.day_of(site.now()))
    handled = {one.dossier for one in duties if one.person == person}
    subjects = desk.followed_by(session, person)
    followed = {slug for kind, _, slug in (one.partition(":") for one in subjects)
                if kind == "dossier"}  # fmt: skip
    known = {one.slug for one in site.workshop.taxonomy.dossiers}
    return frozenset((handled | followed) & known)


def _since(session: Session, account: Account, now: datetime) -> tuple[datetime, str]:
    """Return from when on news is new to somebody: the visit before this one, or 24 hours."""
    earlier = audit.moments_of(session, account.email, _SIGN_IN, now - _LONGEST)[1:]
    if earlier and earlier[0] < now - _DAY:
        return earlier[0], f"Sinds uw vorige bezoek, {dutch.moment(earlier[0])}"
    return now - _DAY, "In de laatste 24 uur"


def mine(
    session: Session,
    site: Site,
    changed: Sequence[ChangedItem],
    coming: Sequence[StoredItem],
    now: datetime,
) -> Mine | None:
    """Return the own dossiers of who is looking; None for who has none.

    `changed` and `coming` are those of the whole house, of at least six and ten days.
    """
    account = site.visit.account
    if account is None or not account.person:
        return None
    slugs = own_dossiers(session, site, account.person)
    followed = set(desk.followed_by(session, account.person))
    if not slugs and not followed:
        return None
    names, today = site.names, dutch.day_of(now)
    since, since_words = _since(session, account, now)
    own = [one for one in changed if words.is_mine(one.stored, slugs, followed)]
    near = [one for one in coming if words.is_mine(one, slugs, followed) and _is_near(one, now)]
    scope = Scope(dossiers=tuple(sorted(slugs)))
    late = pledges.commitments(session, scope, Stage.LATE, today, _LATE).items if slugs else ()
    terms = overview.terms_between(session, today, today + _AHEAD, scope) if slugs else ()
    count = overview.count_waiting(session, scope, judging.MOST_COUNTED) if slugs else 0
    return Mine(
        dossiers=words.dossier_tags(slugs, names),
        since=since_words,
        news=words.own_news(own, since, names, now),
        comes=words.own_lines(near[:_MOST], names, now),
        terms=words.own_lines(terms, names, now),
        waits=(*_taken(session, account.person, now), *_inbreng(session, site, near, now)),
        to_judge=judging.waiting_words(count),
        late=tuple(pledge_view(one, names, today) for one in late),
    )


def _is_near(stored: StoredItem, now: datetime) -> bool:
    at = stored.item.starts_at
    return at is not None and now <= at < now + _AHEAD


def _taken(session: Session, person: str, now: datetime) -> Sequence[words.Waiting]:
    desks = desk.open_items(session, person, _TAKEN)
    return words.taken(queries.stored_items(session, desks), desks, now)


def _inbreng(
    session: Session, site: Site, near: Iterable[StoredItem], now: datetime
) -> Sequence[words.Waiting]:
    debates = [one for one in near if coverage.is_debate(one)]
    desks = desk.desks(session, (one.id for one in debates))
    telling = site.workshop.telling
    covers = [coverage.Cover(one, desks[one.id]) for one in debates]
    return words.without_inbreng(covers, telling.reminders, telling.quiet, now)
