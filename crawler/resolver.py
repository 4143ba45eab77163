"""Names of hosts to addresses, public ones only: a name may not lead into our own network."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver

from tracker.errors import SourceError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


def check_public(name: str, address: str, own: frozenset[str]) -> str:
    """Return `address` when `name` may lead there; SourceError for one that is not public.

    `own` are hosts that an operator named in the settings, such as a stand-in.
    """
    if name in own or ip_address(address).is_global:
        return address
    raise SourceError(f"{name} wijst naar {address}, een adres binnen een eigen netwerk")


class PublicResolver(CachingThreadedResolver):
    """Refuses loopback, private, link-local and metadata addresses behind a public name."""

    own: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """Build it with the hosts of the setting RUN_OWN_HOSTS."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.own = frozenset(crawler.settings.getlist("RUN_OWN_HOSTS"))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Return the address of a host, or fail with SourceError."""
        found = super().getHostByName(name, timeout)
        return found.addCallback(lambda address: check_public(name, address, self.own))
