"""What the Tweede Kamer sends: per category every field, its type and its relations.

Names are those of SyncFeed 2.0 (the official XSDs); OData names are derived from them
by `crawler.odata` with the maps of `config/sources/tweedekamer.yaml`. A `!` behind a
name means that a live row without it cannot be used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """How the text of a field is read; the comment says what comes out."""

    TEXT = "text"  # str without blanks around it
    HTML = "html"  # str: the plain text of the markup
    ENUM = "enum"  # str, one of the known values of the configuration
    INT = "int"  # int
    INDEX = "index"  # int, a negative one means "not numbered"
    ORDINAL = "ordinal"  # int that counts from 1, 0 means "not numbered"
    BOOL = "bool"  # bool
    MOMENT = "moment"  # datetime in UTC; without offset it is Europe/Amsterdam
    DAY = "day"  # date in Europe/Amsterdam
    IGNORED = "ignored"  # not read: of no use here, or personal


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of entity.

    `relations` maps the name of a reference to the category it points to. `inverse`
    maps an OData navigation name to (category, reference) of the child that holds the
    reference; the plain inverse (Agendapunt under Activiteit) needs no entry.
    """

    name: str
    odata: str
    fields: Mapping[str, FieldType]
    required: frozenset[str]
    relations: Mapping[str, str]
    inverse: Mapping[str, tuple[str, str]]


def _category(
    odata: str,
    *,
    relations: str = "",
    inverse: Mapping[str, tuple[str, str]] | None = None,
    **fields: str,
) -> Category:
    """Build a category; each keyword is a FieldType with the names of its fields."""
    marked = [(name, kind) for kind, names in fields.items() for name in names.split()]
    types = {name.rstrip("!"): FieldType(kind) for name, kind in marked}
    required = {name.rstrip("!") for name, _ in marked if name.endswith("!")}
    pairs = (relation.partition(">") for relation in relations.split())
    return Category(
        name=odata.lower(),
        odata=odata,
        fields=types,
        required=frozenset(required),
        relations={name: target or name.lower() for name, _, target in pairs},
        inverse=inverse or {},
    )


ACTIVITEIT = _category(
    "Activiteit",
    enum="soort! datumSoort status! kamer",
    text="nummer! onderwerp! locatie vergaderjaar vrsNummer voortouwnaam voortouwafkorting "
    "voortouwkortenaam",
    html="noot",
    moment="datum aanvangstijd eindtijd",
    day="aanvraagdatum vervaldatum datumVerzoekEersteVerlenging datumMededelingEersteVerlenging "
    "datumVerzoekTweedeVerlenging datumMededelingTweedeVerlenging",
    bool="besloten",
    ignored="sidVoortouw",
    relations="voortouwcommissie>commissie voortgezetVanuit>activiteit vervangenVanuit>activiteit",
    inverse={
        "VoortgezetIn": ("activiteit", "voortgezetVanuit"),
        "VervangenDoor": ("activiteit", "vervangenVanuit"),
    },
)

ACTIVITEITACTOR = _category(
    "ActiviteitActor",
    enum="relatie!",
    text="actorNaam actorFractie functie spreektijd",
    int="volgorde",
    ignored="sidActor",
    relations="activiteit persoon fractie commissie",
)

AGENDAPUNT = _category(
    "Agendapunt",
    enum="status",
    text="nummer onderwerp! rubriek",
    html="noot",
    int="volgorde",
    moment="aanvangstijd eindtijd",
    relations="activiteit",
)

RESERVERING = _category(
    "Reservering",
    enum="statusCode statusNaam",
    text="nummer activiteitNummer",
    relations="activiteit zaal",
)

ZAAL = _category("Zaal", text="naam!", int="sysCode")

ZAAK = _category(
    "Zaak",
    enum="soort! status kabinetsappreciatie",
    text="nummer! onderwerp! titel citeertitel alias organisatie grondslagvoorhang vergaderjaar",
    index="volgnummer",
    day="gestartOp termijn",
    bool="afgedaan grootProject",
    ignored="huidigeBehandelstatus",
    relations="kamerstukdossier activiteit agendapunt gerelateerdVanuit>zaak vervangenVanuit>zaak",
    inverse={
        "VervangenDoor": ("zaak", "vervangenVanuit"),
        "GerelateerdNaar": ("zaak", "gerelateerdVanuit"),
    },
)

ZAAKACTOR = _category(
    "ZaakActor",
    enum="relatie!",
    text="actorNaam actorFractie actorAfkorting functie",
    ignored="sidActor",
    relations="zaak persoon fractie commissie",
)

DOCUMENT = _category(
    "Document",
    enum="soort!",
    text="documentNummer! titel onderwerp vergaderjaar citeertitel alias aanhangselnummer "
    "kenmerkAfzender organisatie contentType",
    index="volgnummer",
    int="kamer contentLength",
    day="datum datumRegistratie datumOntvangst",
    relations="huidigeDocumentVersie>documentversie bronDocument>document activiteit agendapunt "
    "zaak kamerstukdossier",
    inverse={"BijlageDocument": ("document", "bronDocument")},
)

DOCUMENTACTOR = _category(
    "DocumentActor",
    enum="relatie",
    text="actorNaam actorFractie functie",
    ignored="sidActor",
    relations="document persoon fractie commissie",
)

DOCUMENTVERSIE = _category(
    "DocumentVersie",
    text="status extensie externeidentifier",
    int="versienummer bestandsgrootte",
    moment="datum",
    relations="document",
)

KAMERSTUKDOSSIER = _category(
    "Kamerstukdossier",
    text="titel citeertitel alias toevoeging kamer",
    int="nummer! hoogsteVolgnummer",
    bool="afgesloten",
)

BESLUIT = _category(
    "Besluit",
    enum="stemmingsSoort besluitSoort status",
    text="besluitTekst opmerking",
    int="agendapuntZaakBesluitVolgorde",
    relations="agendapunt zaak",
)

STEMMING = _category(
    "Stemming",
    enum="soort!",
    text="actorNaam actorFractie sidActorLid",
    int="fractieGrootte",
    bool="vergissing",
    ignored="sidActorFractie",
    relations="besluit persoon fractie",
)

TOEZEGGING = _category(
    "Toezegging",
    enum="status",
    text="nummer! activiteitNummer naam achternaam tussenvoegsel initialen voornaam achtervoegsel "
    "titulatuur functie kamerbriefNakoming ministerie tekst! notities",
    moment="aanmaakdatum!",
    day="datumNakoming",
    relations="activiteit toegezegdAanFractie>fractie toegezegdAanPersoon>persoon "
    "isHerhalingVan>toezegging isAanvullingOp>toezegging isWijzigingVan>toezegging",
    inverse={
        "IsHerhaaldDoor": ("toezegging", "isHerhalingVan"),
        "IsAangevuldVanuit": ("toezegging", "isAanvullingOp"),
        "IsGewijzigdDoor": ("toezegging", "isWijzigingVan"),
    },
)

VERGADERING = _category(
    "Vergadering",
    enum="soort! kamer",
    text="titel zaal vergaderjaar",
    ordinal="vergaderingNummer",
    day="datum!",
    moment="aanvangstijd sluiting",
)

VERSLAG = _category(
    "Verslag",
    enum="soort! status!",
    text="contentType",
    int="contentLength",
    relations="vergadering",
)

COMMISSIE = _category(
    "Commissie",
    text="nummer soort afkorting naamNl naamEn naamWebNl naamWebEn inhoudsopgave",
    day="datumActief datumInactief",
    inverse={"Activiteit": ("activiteit", "voortouwcommissie")},
)

PERSOON = _category(
    "Persoon",
    text="nummer initialen tussenvoegsel achternaam roepnaam functie fractielabel",
    ignored="titels voornamen geslacht geboortedatum geboorteplaats geboorteland "
    "overlijdensdatum overlijdensplaats woonplaats land contentType contentLength",
    inverse={"Toezegging": ("toezegging", "toegezegdAanPersoon")},
)

FRACTIE = _category(
    "Fractie",
    text="nummer afkorting naamNl naamEn",
    int="aantalZetels aantalStemmen",
    day="datumActief datumInactief",
    ignored="contentType contentLength",
    inverse={"Toezegging": ("toezegging", "toegezegdAanFractie")},
)

CATEGORIES: Mapping[str, Category] = {
    category.name: category
    for category in (
        ACTIVITEIT,
        ACTIVITEITACTOR,
        AGENDAPUNT,
        RESERVERING,
        ZAAL,
        ZAAK,
        ZAAKACTOR,
        DOCUMENT,
        DOCUMENTACTOR,
        DOCUMENTVERSIE,
        KAMERSTUKDOSSIER,
        BESLUIT,
        STEMMING,
        TOEZEGGING,
        VERGADERING,
        VERSLAG,
        COMMISSIE,
        PERSOON,
        FRACTIE,
    )
}

NOT_FOLLOWED: frozenset[str] = frozenset(
    {
        "commissiecontactinformatie",
        "commissiezetel",
        "commissiezetelvastpersoon",
        "commissiezetelvastvacature",
        "commissiezetelvervangerpersoon",
        "commissiezetelvervangervacature",
        "documentpublicatie",
        "documentpublicatiemetadata",
        "fractiezetel",
        "fractiezetelpersoon",
        "fractiezetelvacature",
        "persooncontactinformatie",
        "persoongeschenk",
        "persoonloopbaan",
        "persoonnevenfunctie",
        "persoonnevenfunctieinkomsten",
        "persoononderwijs",
        "persoonreis",
        "toegezegdaan",
    }
)
"""Categories that exist and that nobody here needs; they are counted, not reported."""
