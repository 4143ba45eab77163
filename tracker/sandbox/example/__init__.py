"""The example week: four weeks of the Tweede Kamer around week 48 of 2026, invented.

Nothing here was captured. Fracties and committees exist; persons, letters, moties and votes do not.
"""

from tracker.sandbox.example.build import Example, build, labels, lay_out
from tracker.sandbox.example.desk import NOW

__all__ = ["NOW", "Example", "build", "labels", "lay_out"]
