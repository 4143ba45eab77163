"""Commands for accounts: who may sign in to the workspace, with which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.output import AsJson, complain, print_json, say, table

if TYPE_CHECKING:
    from tracker.jobs.workshop import Workshop
    from tracker.records import Role

app = typer.Typer(help="Accounts: wie mag zich aanmelden, en waarvoor.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="E-mailadres.", metavar="ADRES")]
RoleName = Annotated[
    str, typer.Option("--role", help="lezer, lobbyist, redacteur, eindredacteur of beheerder.")
]
Ask = Annotated[bool, typer.Option("--ask", help="Vraag het wachtwoord; anders wordt het gemaakt.")]


def _workshop() -> Workshop:
    from config.settings import read_settings
    from tracker.jobs.workshop import Workshop

    return Workshop(read_settings())


def _role(name: str) -> Role:
    from tracker.errors import AccountError
    from tracker.records import Role

    try:
        return Role(name.strip().lower())
    except ValueError:
        raise AccountError(f"Onbekende rol {name!r}. Kies uit: {', '.join(Role)}.") from None


def _password(*, ask: bool) -> str:
    from tracker.credentials import make_password

    if not ask:
        return make_password()
    return str(typer.prompt("Wachtwoord", hide_input=True, confirmation_prompt="Nog een keer"))


def _show_secrets(email: str, password: str, secret: str, *, ask: bool) -> None:
    """Show once what cannot be looked up again."""
    import segno

    from tracker.credentials import code_uri

    if not ask:
        say(f"Wachtwoord: {password}")
    uri = code_uri(secret, email)
    say(f"Voor de app met codes: {uri}")
    segno.make(uri, micro=False).terminal(compact=True)
    say("Dit ziet u maar één keer. Geef het door op een veilige manier.")


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="Naam, zoals collega's die kennen.")],
    role: RoleName = "lezer",
    person: Annotated[str, typer.Option(help="Wie dit is in config/people.yaml.")] = "",
    ask: Ask = False,
    sso: Annotated[
        bool, typer.Option("--sso", help="Alleen via de aanmelddienst, zonder wachtwoord.")
    ] = False,
) -> None:
    """Maak een account. Wachtwoord en code ziet u één keer."""
    from tracker import access, audit
    from tracker.credentials import make_code_secret
    from tracker.database import session_scope
    from tracker.errors import AccountError

    workshop = _workshop()
    if person and person not in {one.slug for one in workshop.people.people}:
        raise AccountError(f"{person!r} staat niet in config/people.yaml.")
    password = "" if sso else _password(ask=ask)
    secret = "" if sso else make_code_secret()
    with session_scope(workshop.engine) as session:
        made = access.add(
            session, email=email, name=name, role=_role(role), person=person, now=workshop.clock(),
            by=audit.CLI, password=password, code_secret=secret,
        )  # fmt: skip
    say(f"Account gemaakt voor {made.name} ({made.email}), rol {made.role.value}.")
    if not sso:
        _show_secrets(made.email, password, secret, ask=ask)


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Toon alle accounts."""
    from tracker import access, dutch
    from tracker.database import read_scope

    with read_scope(_workshop().engine) as session:
        found = access.accounts(session)
    if as_json:
        print_json(
            [
                {"email": one.email, "name": one.name, "role": one.role.value,
                 "person": one.person, "active": one.active, "signed_in_at": one.signed_in_at}
                for one in found
            ]
        )  # fmt: skip
        return
    if not found:
        say("Er zijn nog geen accounts. Maak er een met: haagsezaken account add")
        return
    table(
        "Accounts",
        ("adres", "naam", "rol", "open", "laatst aangemeld"),
        [
            (one.email, one.name, one.role.value, "ja" if one.active else "nee",
             dutch.moment(one.signed_in_at) if one.signed_in_at else "nooit")
            for one in found
        ],
    )  # fmt: skip


@app.command("role")
def set_role(email: Email, role: Annotated[str, typer.Argument(metavar="ROL")]) -> None:
    """Geef een account een andere rol."""
    from tracker import access, audit
    from tracker.database import session_scope

    workshop = _workshop()
    with session_scope(workshop.engine) as session:
        changed = access.set_role(session, email, _role(role), workshop.clock(), audit.CLI)
    say(f"{changed.name} is nu {changed.role.value} en moet zich opnieuw aanmelden.")


@app.command()
def disable(
    email: Email,
    undo: Annotated[bool, typer.Option("--undo", help="Open het account weer.")] = False,
) -> None:
    """Sluit een account: wie aangemeld was, is dat niet meer."""
    from tracker import access, audit
    from tracker.database import session_scope

    workshop = _workshop()
    with session_scope(workshop.engine) as session:
        changed = access.set_active(session, email, workshop.clock(), audit.CLI, active=undo)
    say(f"Het account van {changed.name} is {'weer open' if undo else 'gesloten'}.")
    if not undo:
        complain("Sloot u het na een incident? Kijk dan ook in het logboek: /beheer/logboek")


@app.command()
def reset(email: Email, ask: Ask = False) -> None:
    """Geef een account een nieuw wachtwoord en een nieuwe code-app."""
    from tracker import access, audit
    from tracker.credentials import make_code_secret
    from tracker.database import session_scope

    workshop = _workshop()
    password, secret = _password(ask=ask), make_code_secret()
    with session_scope(workshop.engine) as session:
        now = workshop.clock()
        changed = access.reset(session, email, password, secret, now, audit.CLI)
    say(f"{changed.name} heeft een nieuw wachtwoord en een nieuwe code.")
    _show_secrets(changed.email, password, secret, ask=ask)
