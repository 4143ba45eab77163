"""The XML of a verslag (VLOS): who spoke when, which moties were moved, how the Kamer voted."""

from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from tracker.sandbox.example.actors import Cast, split_name
from tracker.sandbox.example.content import Ballot, Motion, Part, Report, Turn
from tracker.sandbox.example.desk import SITTING_YEAR, Desk, moment
from tracker.sandbox.example.votes import motion_lines
from tracker.sandbox.source.ids import guid_for

NAMESPACE = "http://www.tweedekamer.nl/ggm/vergaderverslag/v1.0"
SECONDS_PER_WORD = 0.42


class VlosWriter:
    """Writes one report. The clock runs with the number of words spoken."""

    def __init__(self, desk: Desk, cast: Cast, ballots: list[Ballot]) -> None:
        self._desk = desk
        self._cast = cast
        self._ballots = {ballot.key: ballot for ballot in ballots}
        self._clock = datetime.min  # noqa: DTZ901  set by every part
        self._count = 0
        self._chair = ""

    def document(self, report: Report) -> bytes:
        """The whole document, UTF-8 with a byte order mark as the service sends it."""
        self._chair = report.chair
        parts = "".join(self._part(report, part) for part in report.parts)
        start, close = moment(report.start), moment(report.close)
        stamp = moment(report.published).isoformat()
        text = (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
            f'<vlosCoreDocument MessageID="{self._id("message", report.key)}" Source="VLOS2.0" '
            f'MessageType="vlos2document" Timestamp="{stamp}" soort="Tussenpublicatie" '
            f'status="{report.status}" technischeaanpassing="false" publiceren="Ja" versie="1.3" '
            f'xmlns="{NAMESPACE}"><vergadering soort="{report.kind}" '
            f'objectid="{self._id("meeting", report.key)}" kamer="Tweede Kamer">'
            f"<titel>{escape(report.title)}</titel><zaal>{escape(report.room)}</zaal>"
            f"<vergaderjaar>{SITTING_YEAR}</vergaderjaar>"
            f"<vergaderingnummer>{report.number}</vergaderingnummer>"
            f"<datum>{_stamp(start.replace(hour=0, minute=0))}</datum>"
            f"<aanvangstijd>{_stamp(start)}</aanvangstijd><sluiting>{_stamp(close)}</sluiting>"
            f"{parts}</vergadering></vlosCoreDocument>"
        )
        return b"\xef\xbb\xbf" + text.encode()

    def _part(self, report: Report, part: Part) -> str:
        begin = self._clock = moment(f"{report.start[:5]} {part.start}")
        number = ""
        if part.activity:
            activity = self._desk.row(guid_for("Activiteit", part.activity))
            number = str(activity.values["nummer"])
        spoken = self._turns(part.turns) + self._votes(part)
        title = f"<titel>{escape(part.title)}</titel><onderwerp>{escape(part.title)}</onderwerp>"
        intro = _text([[line] for line in part.intro.split("\n") if line])
        return (
            f'<activiteit soort="{part.kind}" {self._object()}>{title}'
            f"<parlisid>{number}</parlisid><aanvangstijd>{_stamp(begin)}</aanvangstijd>"
            f"<eindtijd>{_stamp(self._clock)}</eindtijd><voortzetting>false</voortzetting>"
            f'<activiteithoofd soort="{"Stemming" if part.session else "Algemeen"}" '
            f"{self._object()}>{title}{_span(begin, self._clock)}{intro}{spoken}"
            "</activiteithoofd></activiteit>"
        )

    def _turns(self, turns: list[Turn]) -> str:
        groups: list[list[Turn]] = []
        for turn in turns:
            if turn.during and groups:
                groups[-1].append(turn)
            else:
                groups.append([turn])
        return "".join(self._speech(group) for group in groups)

    def _speech(self, group: list[Turn]) -> str:
        begin = self._clock
        first, *others = group
        spoken = self._spoken(first, "woordvoerder", self._motion(first) + "")
        inner = "".join(self._spoken(turn, "interrumpant", "") for turn in others)
        body = spoken.removesuffix("</woordvoerder>") + inner + "</woordvoerder>"
        name = escape(self._label(first.who))
        return (
            f'<activiteitdeel soort="Spreekbeurt" {self._object()}>{self._speaker(first.who)}'
            f"<titel>Spreekbeurt - {name}</titel>{_span(begin, self._clock)}"
            f'<activiteititem soort="Woordvoerder" {self._object()}>'
            f"<titel>Woordvoerder - {name}</titel>{_span(begin, self._clock)}{body}"
            "</activiteititem></activiteitdeel>"
        )

    def _spoken(self, turn: Turn, tag: str, more: str) -> str:
        begin = self._clock
        self._clock += timedelta(seconds=5 + int(len(turn.text.split()) * SECONDS_PER_WORD))
        chair = str(turn.who == self._chair).lower()
        lines = [[paragraph.strip()] for paragraph in turn.text.split("\n") if paragraph.strip()]
        lines[0].insert(0, f"{self._heading(turn.who)}:")
        return (
            f"<{tag} {self._object()}>{self._speaker(turn.who)}{_span(begin, self._clock)}"
            f"<isvoorzitter>{chair}</isvoorzitter><isdraad>false</isdraad>{_text(lines)}{more}"
            f"</{tag}>"
        )

    def _motion(self, turn: Turn) -> str:
        if turn.motion is None:
            return ""
        key, _, place = turn.motion.partition(":")
        ballot = self._ballots[key]
        motion = ballot.motions[int(place) - 1]
        case = self._desk.row(guid_for("Zaak", turn.motion))
        number = case.values["volgnummer"]
        lines = "".join(
            f"<alinea><alineaitem>{escape(x)}</alineaitem></alinea>" for x in motion_lines(motion)
        )
        title = str(case.values["onderwerp"])
        return (
            f'<draadboekfragment soort="Motie indiening" {self._object()}>'
            f"{_span(self._clock, self._clock)}<isdraad>true</isdraad><tekst>"
            f'<alineagroep type="Motietekst">{lines}</alineagroep><alineagroep type="Motieinfo">'
            '<alinea><alineaitem>De <nadruk type="Vet">voorzitter</nadruk>:</alineaitem>'
            f"<alineaitem>Deze motie is voorgesteld door {escape(self._movers(motion))}."
            f"</alineaitem></alinea><alinea><alineaitem>Zij krijgt nr. <stuknummer>{number}"
            f"</stuknummer> (<dossiernummer>{ballot.dossier}</dossiernummer>).</alineaitem>"
            f'</alinea></alineagroep></tekst><zaken><zaak soort="Motie" {self._object()}>'
            f"<titel>{escape(title)} ({ballot.dossier}, nr. {number})</titel>"
            f"<onderwerp>{escape(motion.about)}</onderwerp><dossiernummer>{ballot.dossier}"
            f"</dossiernummer><stuknummer>{number}</stuknummer><sequeel/><parlisid/>"
            f"<isgewijzigd>{str(motion.changed).lower()}</isgewijzigd><sprekers>"
            f"{''.join(self._speaker(who) for who in motion.by.split())}</sprekers></zaak></zaken>"
            "</draadboekfragment>"
        )

    def _movers(self, motion: Motion) -> str:
        surnames = [self._cast.surname(who) for who in motion.by.split()]
        if len(surnames) == 1:
            return f"het lid {surnames[0]}"
        return f"de leden {', '.join(surnames[:-1])} en {surnames[-1]}"

    def _votes(self, part: Part) -> str:
        if part.session is None:
            return ""
        return "".join(
            self._vote(ballot, motion, place)
            for ballot in self._ballots.values()
            if ballot.session == part.session
            for place, motion in enumerate(ballot.motions, start=1)
            if motion.votes is not None
        )

    def _vote(self, ballot: Ballot, motion: Motion, place: int) -> str:
        begin = self._clock
        self._clock += timedelta(seconds=21)
        case = self._desk.row(guid_for("Zaak", f"{ballot.key}:{place}"))
        title = f"{case.values['onderwerp']} ({ballot.dossier}, nr. {case.values['volgnummer']})"
        votes = motion.votes or ""
        parties = self._cast.parties.values()
        carried = sum(party.seats for party in parties if party.code in votes) > 75
        rows = "".join(
            f"<stemming {self._object()}><fractie>{escape(party.short)}</fractie>"
            f"<stem>{'Voor' if party.code in votes else 'Tegen'}</stem></stemming>"
            for party in parties
        )
        return (
            f'<activiteitdeel soort="Stemming item" {self._object()}><titel>{escape(title)}</titel>'
            f"{_span(begin, self._clock)}{_text([['In stemming komt de motie.']])}"
            f'<activiteititem soort="Besluit" {self._object()}><titel>Besluit</titel>'
            f"{_span(begin, self._clock)}<besluitvorm>Fractie</besluitvorm>"
            f"<uitslag>{'Aangenomen' if carried else 'Verworpen'}</uitslag>"
            f"<stemmingen>{rows}</stemmingen></activiteititem></activiteitdeel>"
        )

    def _label(self, who: str) -> str:
        return "De voorzitter" if who == self._chair else self._heading(who)

    def _heading(self, who: str) -> str:
        if who == self._chair:
            return "De voorzitter"
        if who in self._cast.ministers:
            one = self._cast.ministers[who]
            rank = one.function.split()[0].capitalize()
            name = split_name(one.name)
            return f"{rank} {name.surname}"
        member = self._cast.members[who]
        title = "Mevrouw" if member.gender == "vrouw" else "De heer"
        return f"{title} {self._cast.surname(who)} ({member.party})"

    def _speaker(self, who: str) -> str:
        minister = self._cast.ministers.get(who)
        person = minister or self._cast.members[who]
        name = split_name(person.name)
        kind, party, function = "Tweede Kamerlid", "", "lid Tweede Kamer"
        if minister:
            kind, function = minister.function.split()[0].capitalize(), minister.function
        else:
            party = f"<fractie>{escape(self._cast.members[who].party)}</fractie>"
        title = "Mevrouw" if person.gender == "vrouw" else "De heer"
        turned = escape(f"{name.last} {name.particle}".strip())
        return (
            f'<spreker soort="{kind}" objectid="{self._id("spreker", who)}">{party}'
            f"<aanhef>{title}</aanhef><verslagnaam>{escape(name.surname)}</verslagnaam>"
            f"<weergavenaam>{turned}</weergavenaam><voornaam>{escape(name.first)}</voornaam>"
            f"<achternaam>{turned}</achternaam><functie>{escape(function)}</functie></spreker>"
        )

    def _object(self) -> str:
        self._count += 1
        return f'objectid="{self._id("object", f"{self._chair}:{self._count}")}"'

    def _id(self, kind: str, key: str) -> str:
        return guid_for(f"vlos-{kind}", key)


def _stamp(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S")


def _span(begin: datetime, end: datetime) -> str:
    return (
        f"<markeertijdbegin>{_stamp(begin)}</markeertijdbegin>"
        f"<markeertijdeind>{_stamp(end)}</markeertijdeind>"
    )


def _text(paragraphs: list[list[str]]) -> str:
    if not paragraphs:
        return ""
    alineas = "".join(
        "<alinea>"
        + "".join(f"<alineaitem>{escape(item)}</alineaitem>" for item in items)
        + "</alinea>"
        for items in paragraphs
    )
    return f"<tekst>{alineas}</tekst>"
