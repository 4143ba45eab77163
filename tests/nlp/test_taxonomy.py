"""The taxonomy that ships: complete, with enough terms, and readable by the matchers."""

from __future__ import annotations

from collections import Counter

from config.schema import Taxonomy
from nlp.patterns import TERM, is_abbreviation, read_patterns


def test_all_bacs_and_dossiers_are_there(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.bacs) == 8
    assert len(taxonomy.dossiers) == 43
    assert {dossier.bac for dossier in taxonomy.dossiers} == {bac.slug for bac in taxonomy.bacs}


def test_every_dossier_has_enough_expert_terms(taxonomy: Taxonomy) -> None:
    few = {d.slug: len(d.terms) for d in taxonomy.dossiers if len(set(d.terms)) < 25}
    assert few == {}
    assert all(dossier.scope.strip() for dossier in taxonomy.dossiers)


def test_no_term_is_also_weak_or_excluded_for_its_dossier(taxonomy: Taxonomy) -> None:
    for dossier in taxonomy.dossiers:
        strong = {term.lower() for term in dossier.terms}
        assert strong.isdisjoint(term.lower() for term in dossier.exclude), dossier.slug


def test_terms_are_read_as_phrases_abbreviations_and_compounds(taxonomy: Taxonomy) -> None:
    patterns = read_patterns(taxonomy)
    assert Counter(p.role for p in patterns.phrases)[TERM] > 2_000
    assert any(c.core == "stikstof" and c.anywhere for c in patterns.compounds)
    assert is_abbreviation("pMIEK")
    assert not is_abbreviation("Natura 2000")
