"""A stand-in for every page-like source: serves example pages from a folder, or bad ones.

A folder per source holds `serve.yaml` (which address gives which file) and the files. In
a file `{{base}}` is where the stand-in serves the source.
"""
