"""The fields and relations of every category, in the order in which SyncFeed writes them.

One table feeds three writers: the SyncFeed XML, the OData JSON and the OData ``$metadata``.
A field is ``element[:kind]`` with kind s (string, default), i (integer), b (boolean), t (time),
d (day); a relation is ``element[*|+]:Target[@field]``: ``*`` may repeat, ``+`` only repeats in
OData, ``@`` names the field after which it is written (otherwise relations come first).
"""

from dataclasses import dataclass
from functools import cache

KINDS = {"s": "string", "i": "integer", "b": "boolean", "t": "time", "d": "day"}
ODATA_NAMES = {
    "vrsNummer": "VRSNummer",
    "naamNl": "NaamNL",
    "naamEn": "NaamEN",
    "naamWebNl": "NaamWebNL",
    "naamWebEn": "NaamWebEN",
    "externeidentifier": "ExterneIdentifier",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of an entity: its SyncFeed element, its OData v4 name and its kind."""

    element: str
    odata: str
    kind: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference held by the child; ``many`` is whether OData shows it as a collection."""

    element: str
    odata: str
    target: str
    many: bool
    after: str


@dataclass(frozen=True, slots=True)
class Category:
    """One entity kind: ``prefixed`` is the ``ns1:`` spelling, ``download`` says it has a file."""

    name: str
    element: str
    relations: tuple[Relation, ...]
    fields: tuple[Field, ...]
    prefixed: bool
    download: bool
    lower_booleans: bool


def odata_name(element: str) -> str:
    """``vrsNummer`` to ``VRSNummer``, ``datumSoort`` to ``DatumSoort``."""
    return ODATA_NAMES.get(element, element[0].upper() + element[1:])


def _field(text: str) -> Field:
    element, _, kind = text.partition(":")
    return Field(element, odata_name(element), KINDS[kind or "s"])


def _relation(text: str) -> Relation:
    element, _, rest = text.partition(":")
    target, _, after = rest.partition("@")
    name = element.rstrip("*+")
    return Relation(name, odata_name(name), target, element.endswith(("*", "+")), after)


def _category(
    name: str, relations: str, fields: str, *, prefixed: bool = False, download: bool = False
) -> Category:
    return Category(
        name,
        name[0].lower() + name[1:],
        tuple(_relation(part) for part in relations.split()),
        tuple(_field(part) for part in fields.split()),
        prefixed,
        download,
        lower_booleans=name in {"Zaak", "Stemming"},
    )


ACTOR = "actorNaam actorFractie"

_ALL = (
    _category(
        "Activiteit",
        "voortouwcommissie:Commissie voortgezetVanuit*:Activiteit vervangenVanuit*:Activiteit",
        "soort nummer onderwerp datumSoort datum:t aanvangstijd:t eindtijd:t locatie besloten:b "
        "status vergaderjaar kamer noot vrsNummer sidVoortouw voortouwnaam voortouwafkorting "
        "voortouwkortenaam aanvraagdatum:t datumVerzoekEersteVerlenging:t "
        "datumMededelingEersteVerlenging:t datumVerzoekTweedeVerlenging:t "
        "datumMededelingTweedeVerlenging:t vervaldatum:t",
    ),
    _category(
        "ActiviteitActor",
        "activiteit:Activiteit persoon:Persoon fractie:Fractie commissie:Commissie",
        f"{ACTOR} relatie volgorde:i functie spreektijd sidActor",
    ),
    _category(
        "Agendapunt",
        "activiteit:Activiteit",
        "nummer onderwerp aanvangstijd:t eindtijd:t volgorde:i rubriek noot status",
    ),
    _category(
        "Besluit",
        "agendapunt:Agendapunt zaak*:Zaak",
        "stemmingsSoort besluitSoort besluitTekst opmerking status agendapuntZaakBesluitVolgorde:i",
    ),
    _category(
        "Commissie",
        "",
        "nummer:i soort afkorting naamNl naamEn naamWebNl naamWebEn inhoudsopgave datumActief:d "
        "datumInactief:d",
    ),
    _category(
        "Document",
        "huidigeDocumentVersie:DocumentVersie bronDocument*:Document activiteit*:Activiteit "
        "agendapunt*:Agendapunt zaak*:Zaak kamerstukdossier+:Kamerstukdossier",
        "soort documentNummer titel onderwerp datum:t volgnummer:i vergaderjaar kamer:i "
        "citeertitel alias datumRegistratie:t datumOntvangst:t aanhangselnummer "
        "kenmerkAfzender organisatie",
        download=True,
    ),
    _category(
        "DocumentActor",
        "document:Document persoon:Persoon fractie:Fractie commissie:Commissie",
        f"{ACTOR} functie relatie sidActor",
    ),
    _category(
        "DocumentVersie",
        "document:Document",
        "status versienummer:i bestandsgrootte:i extensie datum:t externeidentifier",
    ),
    _category(
        "Fractie",
        "",
        "nummer:i afkorting naamNl naamEn aantalZetels:i aantalStemmen:i datumActief:d "
        "datumInactief:d",
        download=True,
    ),
    _category(
        "Kamerstukdossier",
        "",
        "titel citeertitel alias nummer:i toevoeging hoogsteVolgnummer:i afgesloten:b kamer",
    ),
    _category(
        "Persoon",
        "",
        "nummer:i titels initialen tussenvoegsel achternaam voornamen roepnaam geslacht functie "
        "geboortedatum:d geboorteplaats geboorteland overlijdensdatum:d overlijdensplaats "
        "woonplaats land fractielabel",
        download=True,
    ),
    _category(
        "Reservering",
        "activiteit*:Activiteit zaal+:Zaal",
        "nummer statusCode statusNaam activiteitNummer",
    ),
    _category(
        "Stemming",
        "besluit:Besluit persoon:Persoon fractie:Fractie",
        f"soort fractieGrootte:i {ACTOR} vergissing:b sidActorLid sidActorFractie",
    ),
    _category(
        "Toezegging",
        "toegezegdAanFractie+:Fractie toegezegdAanPersoon+:Persoon isHerhalingVan*:Toezegging "
        "isAanvullingOp*:Toezegging isWijzigingVan*:Toezegging activiteit+:Activiteit@nummer",
        "aanmaakdatum:t nummer activiteitNummer naam achternaam initialen tussenvoegsel voornaam "
        "achtervoegsel titulatuur functie status datumNakoming:t kamerbriefNakoming ministerie "
        "tekst",
        prefixed=True,
    ),
    _category(
        "Vergadering",
        "",
        "soort titel zaal vergaderjaar vergaderingNummer:i datum:t aanvangstijd:t sluiting:t kamer",
        prefixed=True,
    ),
    _category("Verslag", "vergadering:Vergadering", "soort status", prefixed=True, download=True),
    _category(
        "Zaak",
        "kamerstukdossier+:Kamerstukdossier activiteit*:Activiteit agendapunt*:Agendapunt "
        "gerelateerdVanuit*:Zaak vervangenVanuit*:Zaak",
        "nummer soort onderwerp gestartOp:t organisatie titel citeertitel alias grondslagvoorhang "
        "termijn:t vergaderjaar volgnummer:i status huidigeBehandelstatus afgedaan:b "
        "grootProject:b kabinetsappreciatie",
    ),
    _category(
        "ZaakActor",
        "zaak:Zaak persoon:Persoon fractie:Fractie commissie:Commissie",
        f"{ACTOR} actorAfkorting functie relatie sidActor",
    ),
    _category("Zaal", "", "naam sysCode:i"),
)


@cache
def categories() -> dict[str, Category]:
    """Every category by its name, in alphabetical order of the name."""
    return {category.name: category for category in _ALL}
