"""The two SPARQL queries that CELLAR is asked: A finds works, B tells what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

PREPARATORY = ("PC", "DC", "JC", "SC", "AR", "IR")
ACTS = ("R", "L", "D", "H")
QUERY_A = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX lang: <http://publications.europa.eu/resource/authority/language/>
PREFIX rt: <http://publications.europa.eu/resource/authority/resource-type/>
SELECT ?work ?celex ?letter ?date
  (SAMPLE(?nl) AS ?titleNl) (SAMPLE(?en) AS ?titleEn) (SAMPLE(?e) AS ?eli)
WHERE {
  ?work cdm:work_date_document ?date ;
        cdm:resource_legal_id_celex ?celex ;
        cdm:resource_legal_id_sector ?sector ;
        cdm:resource_legal_type ?letter .
  FILTER(?date >= "%(first)s"^^xsd:date && ?date < "%(end)s"^^xsd:date)
  FILTER( (STR(?sector) = "5" && STR(?letter) IN (%(preparatory)s))
       || (STR(?sector) = "3" && STR(?letter) IN (%(acts)s)) )
  FILTER NOT EXISTS { ?work cdm:do_not_index "true"^^xsd:boolean }
  FILTER NOT EXISTS { ?work cdm:work_has_resource-type rt:CORRIGENDUM }
  OPTIONAL { ?xn cdm:expression_belongs_to_work ?work ;
             cdm:expression_uses_language lang:NLD ; cdm:expression_title ?nl . }
  OPTIONAL { ?xe cdm:expression_belongs_to_work ?work ;
             cdm:expression_uses_language lang:ENG ; cdm:expression_title ?en . }
  OPTIONAL { ?work cdm:resource_legal_eli ?e . }
}
GROUP BY ?work ?celex ?letter ?date
LIMIT %(limit)d"""

QUERY_B = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT DISTINCT ?celex ?key ?value ?label
WHERE {
  VALUES ?celex { %(celex)s }
  ?work cdm:resource_legal_id_celex ?celex .
  { ?work cdm:work_has_resource-type ?value . BIND("type" AS ?key) }
  UNION
  { ?work cdm:work_is_about_concept_eurovoc ?value .
    OPTIONAL { ?value skos:prefLabel ?label . FILTER(LANG(?label) = "nl") }
    BIND("eurovoc" AS ?key) }
  UNION
  { ?work cdm:resource_legal_is_about_concept_directory-code ?value . BIND("directory" AS ?key) }
  UNION
  { ?work cdm:work_part_of_dossier ?d .
    ?d cdm:procedure_code_interinstitutional_reference_procedure ?value .
    BIND("procedure" AS ?key) }
  UNION
  { ?d cdm:dossier_produces_resource_legal ?work .
    ?d cdm:procedure_code_interinstitutional_reference_procedure ?value .
    BIND("procedure" AS ?key) }
  UNION
  { ?work cdm:work_created_by_agent ?value . BIND("author" AS ?key) }
}"""


def found_query(first: date, end: date, limit: int) -> str:
    """Return query A for one slice. Letters are compared as text: the literals are typed."""
    return QUERY_A % {
        "first": first.isoformat(),
        "end": end.isoformat(),
        "preparatory": ",".join(f'"{letter}"' for letter in PREPARATORY),
        "acts": ",".join(f'"{letter}"' for letter in ACTS),
        "limit": limit,
    }


def details_query(celex: Sequence[str]) -> str:
    """Return query B; a plain literal would match nothing, these are typed."""
    return QUERY_B % {"celex": " ".join(f'"{number}"^^xsd:string' for number in celex)}
