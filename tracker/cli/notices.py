"""Commands around the outbox: what waits, and trying again what failed for good."""

from __future__ import annotations

import typer

from tracker.cli.output import AsJson, figures, print_json, say

app = typer.Typer(help="De uitbak: berichten die wachten of mislukten.", no_args_is_help=True)
_DUTCH = {
    "planned": "gepland",
    "sending": "wordt verstuurd",
    "sent": "verzonden",
    "failed": "mislukt",
    "unknown": "onzeker, wordt nagekeken",
}


@app.command()
def status(as_json: AsJson = False) -> None:
    """Tel de berichten per toestand."""
    from config.settings import read_settings
    from tracker import outbox
    from tracker.database import read_scope
    from tracker.jobs.workshop import Workshop

    with read_scope(Workshop(read_settings()).engine) as session:
        counts = {state.value: count for state, count in outbox.counts(session).items()}
    if as_json:
        print_json({state: counts.get(state, 0) for state in _DUTCH})
    else:
        figures("Uitbak", {_DUTCH[state]: counts.get(state, 0) for state in _DUTCH})


@app.command()
def retry() -> None:
    """Plan mislukte berichten opnieuw, nadat de oorzaak is weggenomen."""
    from config.settings import read_settings
    from tracker import outbox
    from tracker.database import session_scope
    from tracker.jobs.workshop import Workshop

    workshop = Workshop(read_settings())
    with session_scope(workshop.engine) as session:
        planned = outbox.revive(session, workshop.clock())
    if not planned:
        say("Er zijn geen mislukte berichten.")
        return
    say(f"Opnieuw gepland: {planned}. De volgende ronde verstuurt ze.")
