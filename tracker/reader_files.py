"""Read a list of gedeputeerden or staff from CSV or Excel: bytes in, lines out; pure."""
