"""Points Scrapy at the local outlets: every name is 127.0.0.1, ports 80 and 443 are the server's own.

    TWISTED_DNS_RESOLVER = "tests.site.resolver.LoopbackResolver"
    SITE_HTTP_PORT = 8080
    SITE_HTTPS_PORT = 8443
    SITE_ADDRESSES = {}    # host: the addresses it has, at the first look-up, the second … in place of 127.0.0.1

Twisted connects to the address *and the port* that its resolver names, while the request keeps its URL:
host name, SNI and the Host header are the real ones, and no one has to be root for ports 80 and 443.
The resolver knows no other address than loopback, so a crawl that is set up with it cannot leave the
machine, whatever it has to fetch.
"""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

LOOPBACK = "127.0.0.1"


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IHostnameResolver)
class LoopbackResolver:
    """A resolver for Scrapy's ``TWISTED_DNS_RESOLVER`` setting."""

    def __init__(
        self, reactor: ReactorBase, ports: dict[int, int], addresses: dict[str, list[list[str]]]
    ) -> None:
        self.reactor = reactor
        self.ports = ports
        self.addresses = addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> LoopbackResolver:
        settings = crawler.settings
        return cls(
            reactor,
            {80: settings.getint("SITE_HTTP_PORT", 80), 443: settings.getint("SITE_HTTPS_PORT", 443)},
            settings.getdict("SITE_ADDRESSES"),
        )

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)  # type: ignore[arg-type]

    # Twisted calls with these names
    def resolveHostName(self, receiver: Any, hostName: str, portNumber: int = 0, *_: Any, **__: Any) -> Any:  # noqa: N803
        receiver.resolutionBegan(_Resolution(hostName))
        port = self.ports.get(portNumber, portNumber)
        answers = self.addresses.get(hostName) or [[LOOPBACK]]
        for address in answers.pop(0) if len(answers) > 1 else answers[0]:
            assert address.startswith("127."), "no test leaves this machine"
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()
        return receiver
