"""Settings from the environment; the only module that reads it.

Every setting has a default with which the product runs on one machine without any
account. Wrong values fail at start with the name of the variable and the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CONFIG_DIR = Path(__file__).parent


class Settings(BaseSettings):
    """All settings; the variable is the upper-case name, `DATABASE_URL` for one."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/haagsezaken.db"
    data_dir: Path = Path("var")
    config_dir: Path = CONFIG_DIR
    contact: str = Field(
        default="beheer@haagsezaken.example",
        description="Address that sources find in our user agent.",
    )
    public_url: str = ""
    web_host: str = "127.0.0.1"
    workspace_open: bool = Field(
        default=True,
        description="Who reaches the pages may read them; changing anything needs an account.",
    )
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    web_port: int = Field(default=8000, ge=1, le=65535, validation_alias="PORT")
    syncfeed_url: str = "https://gegevensmagazijn.tweedekamer.nl/SyncFeed/2.0"
    odata_url: str = "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0"
    odata_version: str = Field(default="v4", pattern="^v[45]$")
    sources_url: str = Field(
        default="",
        description="Address of a stand-in that serves every other source under its name.",
    )
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = Field(
        default=None, description="xapp-…: Socket Mode, in which nothing of ours is public."
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Proves that a call over HTTP is Slack's; opens /slack/…."
    )
    slack_api_url: str = "https://slack.com/api/"
    slack_pace_seconds: float = Field(default=1.0, ge=0)
    smtp_url: SecretStr | None = Field(
        default=None,
        description="smtp://user:password@host:587?starttls=1; without it mail goes to files.",
    )
    mail_from: str = "haagse-zaken@haagsezaken.example"
    mail_connections: int = Field(
        default=1,
        ge=1,
        le=10,
        description="After a crash at most so many readers may get a mail twice.",
    )
    mail_per_minute: int = Field(
        default=120,
        ge=0,
        description="Newsletters a minute over all connections, 0 for no limit; Microsoft 365: 25.",
    )
    mail_per_connection: int = Field(default=100, ge=1)
    mail_timeout_seconds: float = Field(default=60, gt=0)
    mail_patience_hours: float = Field(
        default=24, gt=0, description="How long a mail that is refused for now is tried again."
    )
    mail_repeats: int = Field(
        default=1,
        ge=0,
        le=1,
        description="How often a mail that perhaps arrived goes again; 0: a person decides.",
    )
    dkim_key_file: Path | None = Field(
        default=None, description="Private key (PEM); only when no relay signs."
    )
    dkim_selector: str = Field(default="", pattern="^[A-Za-z0-9._-]*$")
    bounce_address: str = Field(
        default="", description="bounce@…: mail comes back to bounce+17.ab12…@…"
    )
    bounce_mailbox: SecretStr | None = Field(
        default=None, description="imaps://user:password@host/INBOX, read every quarter."
    )
    bounce_dir: Path | None = Field(
        default=None, description="Folder in which another program puts mail that came back."
    )
    reader_kept_days: int = Field(
        default=365, ge=0, description="Days that we keep who stopped reading the newsletter."
    )
    operators_email: str = ""
    operators_channel: str = "#haagse-zaken-beheer"
    model_dir: Path | None = None
    report_writer: str = Field(
        default="",
        description="Installed language model that sums debate reports up; empty is none.",
    )
    correction_reach: int = Field(
        default=25,
        ge=1,
        description="Stored items that one person's correction may touch; more asks for two.",
    )
    log_format: str = Field(default="console", pattern="^(console|json)$")
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _own_address(self) -> Self:
        """Without PUBLIC_URL the pages are where this machine serves them."""
        self.public_url = self.public_url or f"http://127.0.0.1:{self.web_port}"
        if bool(self.dkim_selector) != (self.dkim_key_file is not None):
            raise ValueError("DKIM_KEY_FILE and DKIM_SELECTOR belong together")
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID beside it")
        if not self.oidc_issuer.startswith(("https://", "http://127.0.0.1:")) and self.oidc_issuer:
            raise ValueError("OIDC_ISSUER must be an https address")
        return self


def read_settings(**overrides: object) -> Settings:
    """Return the settings, or stop with a readable text when one is wrong."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"  {'.'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise SystemExit("Instelling klopt niet:\n" + "\n".join(lines)) from None
