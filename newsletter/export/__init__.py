"""Haagse Zaken as a document: Word, PDF and one HTML file, all from the same page."""
