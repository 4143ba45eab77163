"""A stand-in for the Tweede Kamer's open data service: SyncFeed 2.0 and OData on loopback.

Run it with ``python -m tracker.sandbox.source --port 0 --state DIR``. It serves the example week of
``tracker.sandbox.example`` and moves on when a scenario step is posted.
"""
