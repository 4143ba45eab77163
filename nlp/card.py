"""The model in use, described for the Algoritmeregister; pure.

The fields are those of the publication standard 1.0 of the Dutch register of algorithms.
What only the organisation can say stands between square brackets, to be filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_WEAK = 8


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """Quality of one dossier: F1 on fixed examples, and on what people judged."""

    slug: str
    name: str
    priority: str
    fixed_items: int
    fixed_f1: float
    cross_items: int
    cross_f1: float | None
    judged: int
    judged_f1: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the running system knows of itself.

    `parts` are cross-validated figures per kind of items as the training wrote them;
    days are ISO dates, shares lie between 0 and 1.
    """

    made_on: str
    model: str
    model_made_at: str
    base: str
    data: str
    items_learned: int
    corrections: int
    parts: Mapping[str, Mapping[str, Any]]
    dossiers: Sequence[DossierFacts]
    stored: int
    relevant: int
    judged: int
    waiting: int
    recent_judged: int
    recent_right: int
    recent_people: int
    reach: int
    sources: Sequence[str]
    contact: str


@dataclass(frozen=True, slots=True)
class CardField:
    """One field of the register: its key in the standard, its name, its text."""

    key: str
    name: str
    text: str


_PARTS = {
    "dutch": "Nederlandse stukken, zorgvuldig gelabeld",
    "dutch_random": "Nederlandse stukken, willekeurig getrokken",
    "eu": "Europese stukken, zorgvuldig gelabeld",
}


def percent(share: float) -> str:
    """Return "87 %"."""
    return f"{round(100 * share)} %"


def decimal(figure: float) -> str:
    """Return "0,87"."""
    return f"{figure:.2f}".replace(".", ",")


def count(number: int) -> str:
    """Return "19.577"."""
    return f"{number:,}".replace(",", ".")


def weak(facts: Facts) -> list[DossierFacts]:
    """Return the dossiers that do worst on what they were measured on, worst first."""
    measured = sorted(facts.dossiers, key=lambda one: (_figure(one), one.slug))
    return [one for one in measured if _figure(one) < 0.8][:MOST_WEAK]


def _figure(one: DossierFacts) -> float:
    if one.cross_f1 is not None:
        return one.cross_f1
    return one.fixed_f1 if one.fixed_items else 1.0


def fields(facts: Facts) -> tuple[CardField, ...]:
    """Return all fields in the order of the standard."""
    return (*_general(facts), *_responsible(facts), *_working(facts))


def _general(facts: Facts) -> tuple[CardField, ...]:
    return (
        CardField("name", "Naam", "Haagse Zaken: stukken toewijzen aan dossiers"),
        CardField("organization", "Organisatie", "Interprovinciaal Overleg (IPO)"),
        CardField(
            "description_short",
            "Korte omschrijving",
            "Leest openbare stukken van parlement en overheid, bepaalt bij welke dossiers van de "
            "provincies ze horen en laat zien op grond van welke woorden.",
        ),
        CardField("publication_category", "Publicatiecategorie", "Overige algoritmes"),
        CardField("status", "Status", "In gebruik [controleren]"),
        CardField("begin_date", "Begindatum", "[dag van ingebruikname]"),
        CardField("end_date", "Einddatum", "Niet van toepassing"),
        CardField("contact_email", "Contact", facts.contact),
        CardField("website", "Link naar publiekspagina", "[adres van de pagina van het IPO]"),
    )


def _responsible(facts: Facts) -> tuple[CardField, ...]:
    return (
        CardField(
            "goal",
            "Doel en impact",
            "Lobbyisten van de provincies missen geen debat, brief of motie die hun dossier raakt, "
            "en krijgen geen stroom van wat hen niet aangaat. Het algoritme neemt geen besluit "
            "over burgers of bedrijven; een fout betekent dat een medewerker iets later of niet "
            "van een openbaar stuk hoort.",
        ),
        CardField(
            "proportionality",
            "Afwegingen",
            "Per week verschijnen duizenden stukken; met de hand lezen lukt niet. Alleen zoeken op "
            "woorden mist te veel. Gekozen is voor termen van deskundigen met een eenvoudig, "
            "lineair model ernaast: elke toewijzing is te herleiden tot woorden in het stuk. Een "
            "groot taalmodel is niet gebruikt: moeilijker uit te leggen en niet nodig.",
        ),
        CardField("human_intervention", "Menselijke tussenkomst", _human(facts)),
        CardField("risk_management", "Risicobeheer", _risks(facts)),
        CardField(
            "lawful_basis",
            "Wettelijke basis",
            "Er is geen wet die dit opdraagt. De stukken zijn openbaar en mogen worden hergebruikt "
            "(Wet hergebruik van overheidsinformatie). Namen van Kamerleden en bewindspersonen "
            "komen erin voor in hun openbare functie. [Grondslag door de functionaris "
            "gegevensbescherming te bevestigen.]",
        ),
        CardField(
            "impacttoetsen", "Impacttoetsen", "[Geen, of verwijzing naar de toets die is gedaan]"
        ),
    )


def _human(facts: Facts) -> str:
    text = (
        "Wat onzeker is, krijgt niemand als melding: het wacht op de pagina 'te beoordelen' op "
        "een mens. Wie mag beoordelen, kan een toewijzing goedkeuren, wijzigen of "
        "afkeuren; dat geldt direct voor dat stuk en het model overschrijft het nooit. Raakt "
        f"een correctie meer dan {facts.reach} stukken, dan is een tweede persoon nodig. De "
        "nieuwsbrief gaat pas uit na goedkeuring door een redacteur.\n\n"
        f"Nu: {count(facts.judged)} stukken hebben het oordeel van een mens, "
        f"{count(facts.waiting)} wachten daarop."
    )
    if not facts.recent_judged:
        return f"{text} In de laatste 90 dagen is niets beoordeeld."
    share = percent(facts.recent_right / facts.recent_judged)
    return (
        f"{text} In de laatste 90 dagen beoordeelden {facts.recent_people} mensen "
        f"{count(facts.recent_judged)} stukken; bij {share} hadden zij precies dezelfde "
        "dossiers als het model. Dat zijn vooral stukken waarover het model twijfelde."
    )


def _risks(facts: Facts) -> str:
    names = ", ".join(f"{one.name} ({decimal(_figure(one))})" for one in weak(facts))
    weakest = f"\n- Zwakste dossiers (F1): {names}." if names else ""
    return (
        "Bekende zwakke punten:\n"
        "- Titels die niets zeggen zonder de brief erachter.\n"
        "- Woorden met een andere betekenis, zoals een wolf die geen dier is.\n"
        "- Dossiers die op elkaar lijken, en een tweede dossier naast het eerste; daarover "
        "verschillen ook zorgvuldige lezers.\n"
        "- Europese stukken: er zijn weinig relevante voorbeelden om van te leren."
        f"{weakest}\n\n"
        "Een nieuw model komt pas in gebruik als geen dossier slechter wordt dan toeval "
        "verklaart en het niet minder relevante stukken herkent; het vorige blijft bewaard en "
        "kan met één opdracht terug. Wat één persoon verkeerd corrigeert, valt daar op."
    )


def _working(facts: Facts) -> tuple[CardField, ...]:
    learned = (
        f"Het model leerde van {count(facts.items_learned)} door mensen gelabelde openbare stukken"
    )
    more = f" en van {count(facts.corrections)} correcties" if facts.corrections else ""
    base = f" (bouwt op {facts.base})" if facts.base else ""
    return (
        CardField(
            "source_data",
            "Gegevens",
            f"Openbare stukken uit: {', '.join(facts.sources)}. Gebruikt worden titel, soort, "
            "commissie, titel van het Kamerstukdossier, trefwoorden en tekst. Er staan nu "
            f"{count(facts.stored)} stukken, waarvan {count(facts.relevant)} met een dossier. "
            f"{learned}{more}. Vingerafdruk van die gegevens: {facts.data[:16]}.",
        ),
        CardField(
            "methods_and_models",
            "Technische werking",
            f"Model {facts.model}{base}, gemaakt op {facts.model_made_at[:10]}. Eerst zoekt spaCy "
            "termen die deskundigen per dossier opschreven; daarna weegt een lineair model "
            "(TF-IDF van woorden en woorddelen) per dossier hoe zeker het is. Correcties vormen "
            "een laag daarbovenop. Bij elk dossier staan de woorden die de doorslag gaven.",
        ),
        CardField("quality", "Gemeten kwaliteit", _quality(facts)),
        CardField("provider", "Leverancier", "Interprovinciaal Overleg, eigen ontwikkeling"),
        CardField(
            "source_code_link",
            "Link naar broncode",
            "https://github.com/interprovinciaal-overleg/haagse-zaken (EUPL-1.2)",
        ),
    )


def _quality(facts: Facts) -> str:
    rows = [
        f"- {_PARTS.get(name, name)} ({count(part['items'])}): dossiers micro-F1 "
        f"{decimal(part['micro_f1'])}, {_between(part)}macro-F1 {decimal(part['macro_f1'])}; "
        f"relevantie precisie {decimal(part['relevance_precision'])}, "
        f"volledigheid {decimal(part['relevance_recall'])}"
        for name, part in facts.parts.items()
    ]
    if not rows:
        return "Voor dit model is geen kruisvalidatie bewaard; zie de tabel per dossier."
    return "Met kruisvalidatie, op stukken die het niet zag:\n" + "\n".join(rows)


def _between(part: Mapping[str, Any]) -> str:
    interval = part.get("interval")
    if not interval:
        return ""
    low, high = interval
    return f"95 %-interval {decimal(low)} tot {decimal(high)}, "
