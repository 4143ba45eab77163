"""The XML of a verslag (VLOS) to `Proceedings`."""

from crawler.kamer.vlos.document import MAX_BYTES, read_proceedings

__all__ = ["MAX_BYTES", "read_proceedings"]
