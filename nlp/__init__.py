"""Which IPO dossiers an item is about, how sure that is, and which words say so.

Importing this package loads no spaCy and no model; `nlp.classifier.load` does.
"""
