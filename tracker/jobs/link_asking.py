"""Ask one web address whether it answers, without ever asking inside our own network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

_MOST_HOPS = 6
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_HEAD = frozenset({400, 401, 403, 404, 405, 406, 410, 429, 500, 501, 502, 503})
"""Answers to HEAD after which GET is tried: many sites only know that."""
_PORTS: Mapping[str, int] = {"http": 80, "https": 443}

GOOD = "goed"
_MEANING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "weg": ("bestaat niet meer", "Zoek het nieuwe adres, of haal de link weg."),
        "naam": ("heeft een sitenaam die niet bestaat", "Kijk of het adres goed getypt is."),
        "traag": ("antwoordt niet op tijd", "Open de link zelf; werkt hij, laat hem dan staan."),
        "rondje": ("verwijst in een kring door", "Open de link en neem het adres dat u dan ziet."),
        "dicht": ("geeft een fout", "Open de link zelf; lezers zien dezelfde fout."),
        "bewijs": ("heeft een beveiliging die niet klopt", "Lezers krijgen een waarschuwing; meld "
                   "het bij de site of haal de link weg."),
        "binnen": ("wijst naar een adres binnen een eigen netwerk", "Lezers kunnen daar niet bij; "
                   "geef een openbaar adres."),
        "geen-adres": ("is geen geldig webadres", "Kijk of het adres goed getypt is."),
    }
)  # fmt: skip
_SURE = frozenset({GOOD, "weg", "rondje", "binnen", "geen-adres"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: `outcome` is "goed" or a key of what is wrong, `detail` its number."""

    outcome: str
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether a reader gets there; who asks to sign in is there too."""
        return self.outcome not in _MEANING

    @property
    def is_sure(self) -> bool:
        """Tell whether asking again soon would give the same."""
        return self.outcome in _SURE

    @property
    def words(self) -> str:
        """Return what is wrong, as the end of a sentence."""
        said = _MEANING.get(self.outcome, ("", ""))[0]
        return f"{said} ({self.detail})" if self.detail else said

    @property
    def todo(self) -> str:
        """Return what an editor does about it."""
        return _MEANING.get(self.outcome, ("", ""))[1]


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the public internet; one in another's clothes is not."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


class _StopError(Exception):
    """Asking ended; `answer` says how."""

    def __init__(self, outcome: str, detail: str = "") -> None:
        super().__init__(outcome)
        self.answer = Answer(outcome, detail)


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks addresses as `user_agent`. Hosts in `inside` may be in our own network, for tests;
    `patience` is how many seconds a site may take.
    """

    user_agent: str
    inside: frozenset[str] = frozenset()
    patience: float = 10.0

    async def ask(self, url: str) -> Answer:
        """Return what a reader who follows this address finds."""
        try:
            async with asyncio.timeout(3 * self.patience):
                return await self._follow(url)
        except _StopError as stopped:
            return stopped.answer
        except (TimeoutError, httpx.TimeoutException):
            return Answer("traag")
        except httpx.ConnectError as error:
            broken = "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper()
            return Answer("bewijs") if broken else Answer("dicht", "geen verbinding")
        except (httpx.InvalidURL, UnicodeError, ValueError):
            return Answer("geen-adres")
        except httpx.HTTPError:
            return Answer("dicht", "de verbinding brak af")

    async def _follow(self, url: str) -> Answer:
        seen: set[str] = set()
        for _ in range(_MOST_HOPS):
            if url in seen:
                return Answer("rondje")
            seen.add(url)
            status, location = await self._status(url)
            if status not in _REDIRECTS or not location:
                return _meaning(status)
            url = urljoin(url, location)
        return Answer("rondje")

    async def _status(self, url: str) -> tuple[int, str]:
        """Return the status of an address and where it points on to."""
        parts = _parts(url)
        address = await self._resolve(parts)
        status, location = await self._send("HEAD", parts, address)
        if status in _NO_HEAD:
            status, location = await self._send("GET", parts, address)
        return status, location

    async def _resolve(self, parts: SplitResult) -> str:
        """Return the one address to connect to; every address of the name must be public."""
        port = parts.port or _PORTS[parts.scheme]
        try:
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _StopError("naam") from None
        addresses = [str(one[4][0]) for one in found]
        if not addresses:
            raise _StopError("naam")
        if parts.hostname not in self.inside and not all(map(is_public, addresses)):
            raise _StopError("binnen")
        return addresses[0]

    async def _send(self, method: str, parts: SplitResult, address: str) -> tuple[int, str]:
        """Send one request to exactly this address, and read nothing but its head."""
        host = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        target = parts._replace(netloc=f"{host}{port}", fragment="").geturl()
        headers = {"User-Agent": self.user_agent, "Host": _host(parts), "Accept": "*/*"}
        extensions = {"sni_hostname": parts.hostname} if parts.scheme == "https" else {}
        async with (
            httpx.AsyncClient(timeout=self.patience, trust_env=False) as client,
            client.stream(method, target, headers=headers, extensions=extensions) as answer,
        ):
            return answer.status_code, answer.headers.get("location", "")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in _PORTS and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        known = False
    if not known or parts.username or parts.password:
        raise _StopError("geen-adres")
    return parts


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").encode("idna").decode()
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{parts.port}" if parts.port else name


def _meaning(status: int) -> Answer:
    """Return what a status says; who asks to sign in, or to wait, is there."""
    if status in {404, 410}:
        return Answer("weg", str(status))
    if status in {401, 402, 403, 429, 451} or status < 400:
        return Answer(GOOD, str(status) if status >= 400 else "")
    return Answer("dicht", str(status))
