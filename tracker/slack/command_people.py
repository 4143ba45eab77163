"""Commands about people: who handles what, who is away, who looks over a shoulder."""

from __future__ import annotations

from datetime import date, timedelta

from config.schema import Absence, Dossier, Member
from tracker import desk, dutch, people, queries, wording
from tracker.people import PeopleChangeKind
from tracker.records import DossierMatch, StoredItem
from tracker.routing import is_away, responsible
from tracker.slack import words
from tracker.slack.actions import VIA, Case
from tracker.slack.answers import Answer, answer, dossier_named, person_named
from tracker.slack.text import escape, fit

_LONGEST = timedelta(days=366)
_BACK = frozenset({"terug", "klaar", "stop", "niet"})
HOW_AWAY = (
    "Zo meldt u zich afwezig: `/haagsezaken afwezig 24-11 27-11`, "
    "of `afwezig morgen`. Beide dagen tellen mee. `afwezig terug` maakt er een eind aan."
)


def _named(case: Case, slug: str) -> str:
    away = " (afwezig)" if is_away(case.people, slug, dutch.day_of(case.now)) else ""
    return f"{case.name(slug)}{away}"


def duty(case: Case, dossier: Dossier) -> str:
    """Return who handles a dossier, today and as a rule, and who follows it; safe."""
    day = dutch.day_of(case.now)
    lines = []
    if given := case.people.dossiers.get(dossier.slug):
        lines.append(f"*Lobbyist* {_named(case, given.lobbyist)}")
        lines.append(f"*Vervanger* {_named(case, given.deputy)}")
    if bac := case.people.bacs.get(dossier.bac):
        name = escape(case.context.bac(dossier.bac))
        lines.append(f"*Coördinator* {_named(case, bac.coordinator)} (BAC {name}, {bac.channel})")
    now = responsible(case.people, DossierMatch(dossier.slug, dossier.bac, 1.0), day)
    lines.append(f"*Vandaag* {case.name(now)}" if now else "*Vandaag* niemand")
    followers = desk.followers_of(case.session, desk.dossier_subject(dossier.slug))
    if followers:
        lines.append(f"*Kijkt mee* {dutch.listing([case.name(one) for one in followers])}")
    return "\n".join(lines)


def _item_numbered(case: Case, typed: str) -> StoredItem | None:
    """Return the item with this number, of the Kamer ("2026A01234") or ours ("#12")."""
    wanted = typed.strip().strip("#")
    if wanted.isdigit() and len(wanted) < 15:
        return queries.stored_items(case.session, [int(wanted)]).get(int(wanted))
    return queries.item_by_number(case.session, wanted.upper()) if wanted else None


def _who_has(case: Case, stored: StoredItem) -> Answer:
    now = desk.desk_of(case.session, stored.id)
    said = stored.classification
    day = dutch.day_of(case.now)
    persons = dict.fromkeys(
        one for match in (said.dossiers if said else ())
        if (one := responsible(case.people, match, day))
    )  # fmt: skip
    name = wording.shorten(wording.name(stored.item), 150)
    lines = [
        f"*{case.context.item_page(stored.id, name) or escape(name)}*",
        f"*Gaat erover* {dutch.listing([case.name(one) for one in persons])}" if persons else "",
        f"*Opgepakt door* {case.name(now.taken_by)}" if now.taken_by else "*Opgepakt door* niemand",
        f"*Kijkt mee* {dutch.listing([case.name(one) for one in now.followers])}"
        if now.followers
        else "*Kijkt mee* niemand",
    ]
    return answer("\n".join(one for one in lines if one))


def who(case: Case, typed: str) -> Answer:
    """Say who handles and follows a dossier or an item."""
    if not typed:
        return answer("Typ er een dossier of nummer achter: `/haagsezaken wie stikstof`.")
    if stored := _item_numbered(case, typed):
        return _who_has(case, stored)
    found = dossier_named(typed, case.context)
    if not isinstance(found, Dossier):
        return found
    return answer(f"*{escape(found.name)}*\n{duty(case, found)}")


def _subject(case: Case, typed: str) -> tuple[str, str] | Answer:
    """Return (what is followed, how it is called), or an answer that asks again."""
    if stored := _item_numbered(case, typed):
        return desk.item_subject(stored.id), wording.shorten(wording.name(stored.item), 150)
    found = dossier_named(typed, case.context)
    return (desk.dossier_subject(found.slug), found.name) if isinstance(found, Dossier) else found


def _followed(case: Case) -> Answer:
    lines = []
    for subject in desk.followed_by(case.session, case.person.slug):
        kind, _, key = subject.partition(":")
        if kind == "dossier":
            lines.append(f"• {escape(case.context.dossier(key))}")
        elif stored := queries.stored_items(case.session, [int(key)]).get(int(key)):
            lines.append(f"• {fit(wording.name(stored.item), 150)}")
    if not lines:
        return answer("U kijkt nergens mee. Zo begint u: `/haagsezaken volg stikstof`.")
    return answer("*U kijkt mee met*\n" + "\n".join(lines[:40]))


def follow(case: Case, typed: str) -> Answer:
    """Let the caller hear of a dossier or item; without one, say what is followed."""
    if not typed:
        return _followed(case)
    found = _subject(case, typed)
    if isinstance(found, Answer):
        return found
    subject, name = found
    fresh = desk.follow(case.session, case.person.slug, subject, case.now)
    said = "U kijkt nu mee met" if fresh else "U keek al mee met"
    return answer(f"{said} {fit(name, 200)}.", changed=fresh)


def unfollow(case: Case, typed: str) -> Answer:
    """Let the caller hear of a dossier or item no longer."""
    if not typed:
        return _followed(case)
    found = _subject(case, typed)
    if isinstance(found, Answer):
        return found
    subject, name = found
    was = desk.unfollow(case.session, case.person.slug, subject)
    said = "U kijkt niet meer mee met" if was else "U keek niet mee met"
    return answer(f"{said} {fit(name, 200)}.", changed=was)


def _absences(case: Case) -> str:
    today = dutch.day_of(case.now)
    own = [
        one for one in people.absences(case.people, today) if one.person == case.person.slug
    ]  # fmt: skip
    if not own:
        return "U bent niet afwezig gemeld."
    spans = [words.period_words(one.from_on, one.until_on) for one in own]
    return f"U bent afwezig: {dutch.listing(spans)}."


def _back(case: Case) -> Answer:
    today = dutch.day_of(case.now)
    if not is_away(case.people, case.person.slug, today):
        return answer(f"U was vandaag niet afwezig. {_absences(case)}")
    people.end_absence(
        case.session, case.people, case.person.slug, today,
        by=case.person.slug, via=VIA, event_key=case.event_key, now=case.now,
    )  # fmt: skip
    return answer("Welkom terug. Vanaf nu krijgt u uw berichten weer zelf.", changed=True)


def _problem(first: date, last: date, today: date) -> str:
    if last < first:
        return "De laatste dag komt voor de eerste."
    if last < today:
        return "Deze dagen zijn al voorbij."
    return "Dat is langer dan een jaar." if last - first > _LONGEST else ""


def away(case: Case, typed: str) -> Answer:
    """Note when the caller is away; without days, say what is known."""
    if not typed:
        return answer(f"{_absences(case)}\n{HOW_AWAY}")
    if words.plain(typed) in _BACK:
        return _back(case)
    today = dutch.day_of(case.now)
    found = words.period_of(typed, today)
    if found is None:
        return answer(f"Ik begrijp deze dagen niet: “{fit(typed, 80)}”.\n{HOW_AWAY}")
    if problem := _problem(*found, today):
        return answer(f"{problem}\n{HOW_AWAY}")
    people.add_absence(
        case.session, case.people,
        Absence(person=case.person.slug, from_on=found[0], until_on=found[1]),
        by=case.person.slug, via=VIA, event_key=case.event_key, now=case.now,
    )  # fmt: skip
    return answer(
        f"U bent afwezig: {words.period_words(*found)}. Uw vervanger krijgt dan uw berichten.",
        changed=True,
    )


def _may_appoint(case: Case) -> bool:
    return case.person.slug in {one.coordinator for one in case.people.bacs.values()}


def _appoint(case: Case, typed: str, kind: PeopleChangeKind, role: str) -> Answer:
    if not _may_appoint(case):
        return answer("Alleen een coördinator wijst een lobbyist of vervanger aan.")
    pieces = typed.rsplit(maxsplit=1)
    if len(pieces) < 2:
        return answer(f"Typ dossier en persoon: `/haagsezaken {role} wonen ruimte-wonen`.")
    dossier = dossier_named(pieces[0], case.context)
    if not isinstance(dossier, Dossier):
        return dossier
    person = person_named(pieces[1], case.people)
    if not isinstance(person, Member):
        return person
    if problem := people.fits(case.people, kind, dossier.slug, person.slug):
        return answer(fit(problem, 300))
    people.change(
        case.session, kind=kind, subject=dossier.slug, value=person.slug, by=case.person.slug,
        via=VIA, event_key=case.event_key, now=case.now,
    )  # fmt: skip
    return answer(
        f"{escape(person.name)} is nu {role} van {escape(dossier.name)}.", changed=True
    )  # fmt: skip


def lobbyist(case: Case, typed: str) -> Answer:
    """Make somebody the lobbyist of a dossier; for coordinators."""
    return _appoint(case, typed, PeopleChangeKind.LOBBYIST, "lobbyist")


def deputy(case: Case, typed: str) -> Answer:
    """Make somebody the deputy of a dossier; for coordinators."""
    return _appoint(case, typed, PeopleChangeKind.DEPUTY, "vervanger")
