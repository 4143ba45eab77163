"""A stand-in for Slack's Web API that runs without account: `python -m tracker.sandbox.slack`.

It refuses what Slack refuses, keeps every message in a journal on disk before it answers,
can be told to go wrong, and shows the channels as a reader would see them.
"""
