"""A stand-in for the Tweede Kamer's open data service: SyncFeed 2.0 and OData on loopback.

``python -m tracker.sandbox.source --port 0 --state DIR`` serves the invented example week of
``tracker.sandbox.example``, prints ``listening http://127.0.0.1:PORT`` and writes each request to
``DIR/requests.jsonl``. ``GET /_scenario`` lists the steps and the state; ``POST /_scenario/<step>``
takes one: it moves the world on, switches a fault on (``?times=``, ``?seconds=``,
``?retry_after=``), or ends it (``normal``). The steps taken stay in ``DIR/state.json``, so that a
restarted server goes on where it was; ``reset`` goes back to the start.

Modules: ``fields`` (what each category holds), ``rows``, ``store`` and ``serialise`` (rows to
XML), ``feed`` and ``odata*`` (pages), ``steps``, ``scenario``, ``faults`` and ``state`` (how the
world moves), ``application`` and ``server`` (HTTP), ``bulk`` (many changes at once).
"""
