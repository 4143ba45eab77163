"""The spaCy pipeline: Dutch tokens, Dutch stems, and the terms of the taxonomy.

Only `nlp.classifier.load` imports this module, so that no other command pays for spaCy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import snowballstemmer
from spacy.attrs import LOWER, NORM
from spacy.lang.nl.stop_words import STOP_WORDS
from spacy.language import BaseDefaults, Language
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.patterns import MASK, Compound, Patterns

MAX_CACHED_WORDS = 200_000
COMPONENT = "dossier_terms"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: role, dossier, and the characters it covers in the doc."""

    role: str
    slug: str
    start: int
    end: int


class Stems:
    """Dutch stems (Kraaij-Pohlmann), only for words that could be part of a term.

    The stemmer takes some 50 µs a word; a word whose first three letters start no term
    cannot match one, so it stays as it is. So does a word whose stem would be a function
    word (bijen is not bij) and one in -heid (openbaarheid is not openbaar).
    """

    def __init__(self, words: set[str]) -> None:
        self._starts = {word[:3] for word in words}
        self._stem = snowballstemmer.stemmer("dutch").stemWord
        self._known: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """Return the stem of a word in lower case."""
        lower = word.lower()
        if lower[:3] not in self._starts or len(lower) < 4:
            return lower
        stem = self._known.get(lower)
        if stem is None:
            if len(self._known) > MAX_CACHED_WORDS:
                self._known.clear()
            stem = self._known[lower] = self._reduce(lower)
        return stem

    def _reduce(self, word: str) -> str:
        if word.endswith(("heid", "heden")) or word in STOP_WORDS:
            return word.removesuffix("heden") + "heid" if word.endswith("heden") else word
        stem = str(self._stem(word))
        return stem if len(stem) > 2 and stem not in STOP_WORDS else word


class DossierTerms:
    """spaCy component: leaves the terms it finds in `doc.user_data["hits"]`."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._stemmed = PhraseMatcher(nlp.vocab, attr="NORM")
        self._exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._compounds: tuple[Compound, ...] = ()
        self._words: dict[int, tuple[tuple[str, str], ...]] = {}
        self._labels: dict[int, tuple[str, str]] = {}

    def learn(self, patterns: Patterns) -> None:
        """Take in the terms; called once, before the first doc."""
        grouped: dict[tuple[str, bool], list[Doc]] = {}
        for pattern in patterns.phrases:
            doc = self._nlp.make_doc(pattern.text)
            grouped.setdefault((pattern.key, pattern.exact), []).append(doc)
            role_and_slug = (pattern.role, pattern.slug)
            self._labels[self._nlp.vocab.strings.add(pattern.key)] = role_and_slug
        for (key, exact), docs in grouped.items():
            (self._exact if exact else self._stemmed).add(key, docs)
        self._compounds = patterns.compounds

    def __call__(self, doc: Doc) -> Doc:
        """Find all terms; hits inside a masked phrase are left out."""
        hits = self._phrases(doc) + self._parts(doc)
        masks = [hit for hit in hits if hit.role == MASK]
        if masks:
            hits = [hit for hit in hits if not _inside(hit, masks)]
        doc.user_data["hits"] = hits
        return doc

    def _phrases(self, doc: Doc) -> list[Hit]:
        found = set(self._stemmed(doc)) | set(self._exact(doc))
        hits = []
        for key, first, last in found:
            role, slug = self._labels[key]
            tail = doc[last - 1]
            hits.append(Hit(role, slug, doc[first].idx, tail.idx + len(tail)))
        return hits

    def _parts(self, doc: Doc) -> list[Hit]:
        hits = []
        for position, word in enumerate(doc.to_array(LOWER).tolist()):
            labels = self._words.get(word)
            if labels is None:
                labels = self._learn_word(word, doc[position].lower_)
            for role, slug in labels:
                token = doc[position]
                hits.append(Hit(role, slug, token.idx, token.idx + len(token)))
        return hits

    def _learn_word(self, key: int, word: str) -> tuple[tuple[str, str], ...]:
        if len(self._words) > MAX_CACHED_WORDS:
            self._words.clear()
        found = {(part.role, part.slug) for part in self._compounds if part.matches(word)}
        labels = self._words[key] = tuple(sorted(found))
        return labels


def _inside(hit: Hit, masks: list[Hit]) -> bool:
    return any(mask.start <= hit.start and hit.end <= mask.end for mask in masks)


@Language.factory(COMPONENT)
def _create(nlp: Language, name: str) -> DossierTerms:  # noqa: ARG001
    return DossierTerms(nlp)


def _tokenizer(vocab: Vocab) -> Tokenizer:
    """Return a tokenizer that splits at punctuation and hyphens and takes off 's.

    spaCy's own Dutch one knows 8,000 exceptions that no term needs and that take most
    of a second to load.
    """
    return Tokenizer(
        vocab,
        prefix_search=re.compile(r"""^[\[\](){}<>"'“”„‘’«»,;:.!?*+=/…–—-]""").search,
        suffix_search=re.compile(r"""[\[\](){}<>"'“”‘’«»,;:.!?*=/…–—-]$|['’]s$""").search,
        infix_finditer=re.compile(
            r"""[\[\](){}"“”,;:!?*=/…–—]|(?<=\w)-(?=\w)|(?<=\w{3})\.(?=\w{2})"""
        ).finditer,
    )


class PlainDutch(Language):  # type: ignore[no-untyped-call]
    """Dutch with only what the terms need: lower case and stems."""

    lang = "nl"

    class Defaults(BaseDefaults):
        """No exceptions, no attributes that nothing reads."""

        lex_attr_getters = {LOWER: str.lower, NORM: str.lower}  # noqa: RUF012


def build(patterns: Patterns) -> Language:
    """Return a Dutch pipeline, made from nothing but tokenizer rules and our terms."""
    nlp = PlainDutch()
    words = {word.lower() for pattern in patterns.phrases for word in pattern.text.split()}
    getters = {LOWER: str.lower, NORM: Stems(words)}
    nlp.vocab.lex_attr_getters = getters  # type: ignore[attr-defined]
    nlp.tokenizer = _tokenizer(nlp.vocab)
    terms = nlp.add_pipe(COMPONENT)
    terms.learn(patterns)  # type: ignore[attr-defined]
    return nlp
