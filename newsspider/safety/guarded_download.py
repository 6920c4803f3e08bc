"""The connections of a live crawl: to checked addresses, with checked certificates, and within limits of time and size.

``GuardedResolver`` lets no answer of a name server through that ``Reach`` refuses; the endpoints of Twisted connect
to the very addresses that their resolver names, so there is no second look-up that could give another answer.
``GuardedDownloadHandler`` looks once more at the address of the peer, before the first byte is sent to it, and
turns the exceptions of Scrapy's handler into named outcomes with a sentence. A response that was cut is a failed
download, whatever its Content-Length says (``whole``).

Settings::

    TWISTED_DNS_RESOLVER = "newsspider.safety.guarded_download.GuardedResolver"
    GUARDED_DNS_RESOLVER = "scrapy.resolver.CachingThreadedResolver"    # the resolver that looks names up
    CASSETTE_FALLBACK_HANDLER = "newsspider.safety.guarded_download.GuardedDownloadHandler"    # fetches what no cassette answers
    DOWNLOAD_VERIFY_CERTIFICATES = True     # whether a server must prove who it is; Scrapy itself takes any certificate
    DOWNLOAD_MAXSIZE = 20971520             # most bytes of a body, compressed and unpacked
    DOWNLOAD_HEAD_MAXSIZE = 262144          # most bytes of a response's status line and headers
    PAGE_END_REQUIRED = True                # whether a page of an outlet without </html> is taken for one that was cut
    DOWNLOAD_TIMEOUT = 60                   # seconds from the request to the last byte of its response

With a proxy it is the proxy that looks names up and connects. Then the names are checked (``Gate``), and the
certificates behind it; the addresses are not, nor is the proxy's own, which its user has chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _TunnelingTCP4ClientEndpoint,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler, load_object
from scrapy.utils.url import add_http_if_no_scheme
from service_identity import VerificationError
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IOpenSSLClientConnectionCreator
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from newsspider.safety.address_policy import CERTIFICATE, NOT_PUBLIC, TOO_LARGE, Reach, Refusal
from newsspider.safety.whole import Ends

try:
    from twisted.internet._sslverify import _verifyCB as _twisted_check
except ImportError:  # before Twisted 26.4; certificates are checked there too, the reasons are less precise
    _twisted_check = None  # type: ignore[assignment]

__all__ = ["GuardedDownloadHandler", "GuardedResolver"]

MAX_HEAD = 256 * 1024

# Hosts whose TLS settings are kept: making them reads all certificates of the system, and holds them.
_KEPT_HOSTS = 64
# What OpenSSL finds wrong with a certificate, by its numbers.
_FLAWS = {
    9: "it is not valid before {since:%Y-%m-%d}",
    10: "it expired on {until:%Y-%m-%d}",
    18: "it is self-signed",
    19: "it was signed by an unknown authority",
    20: "it was signed by an unknown authority",
    21: "it was signed by an unknown authority",
    23: "it was revoked",
}


class HeadTooLarge(Exception):
    """A response whose headers do not end."""


class BadCertificate(Exception):
    """A server's certificate is not accepted; the message says what is wrong with it."""


# -- Names --------------------------------------------------------------------------------------------


class _Sieve:
    """Receives a name server's answers and passes on those that may be connected to."""

    def __init__(self, receiver: Any, host: str, resolver: GuardedResolver) -> None:
        self.receiver, self.host, self.resolver = receiver, host, resolver
        self.passed = False
        self.reason = ""

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802  # Twisted calls with these names
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        reason = self.resolver.refusal(self.host, address)
        if reason:
            self.reason = reason
        else:
            self.passed = True
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self.reason and not self.passed:
            self.resolver.refused[self.host] = self.reason
        else:
            self.resolver.refused.pop(self.host, None)
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """A resolver for Scrapy's ``TWISTED_DNS_RESOLVER``; another one, behind it, does the work.

    ``refused`` holds the hosts of which no address was let through, and why.
    """

    def __init__(self, reactor: ReactorBase, reach: Reach) -> None:
        self.reactor = reactor
        self.behind: Any = reactor.nameResolver
        self.reach = reach
        self.proxies: set[str] = set()
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        behind = load_object(crawler.settings["GUARDED_DNS_RESOLVER"])
        build_from_crawler(behind, crawler, reactor=reactor).install_on_reactor()
        return cls(reactor, Reach.from_settings(crawler.settings))

    def install_on_reactor(self) -> None:
        resolver: Any = self
        self.reactor.installNameResolver(resolver)

    def refusal(self, host: str, address: Any) -> str | None:
        """Why an address of a host is not to be connected to."""
        if host in self.proxies:
            return None
        return self.reach.refusal_of_address(address.host, host)

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, N803
        return self.behind.resolveHostName(
            _Sieve(resolutionReceiver, hostName, self), hostName, *args, **kwargs
        )


# -- Connections --------------------------------------------------------------------------------------


class _Protocol(_LenientHTTP11ClientProtocol):
    """One connection; a response's head has to end within so many bytes."""

    max_head = MAX_HEAD
    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        answer = super().request(request)
        if self._parser is not None:
            # of one line; Twisted drops the connection without a word
            self._parser.MAX_LENGTH = self.max_head
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        super().dataReceived(data)
        if self._parser is None or self._parser.state not in (STATUS, HEADER):
            self._head = 0
            return
        self._head += len(data)
        if self._head > self.max_head:
            self._giveUp(Failure(HeadTooLarge(f"more than {self.max_head} bytes of headers")))


class _Factory(_HTTP11ClientFactory):
    """Makes the protocol of a connection, where its peer is one that may be spoken to."""

    noisy = False

    def __init__(self, quiescent: Any, metadata: str, pool: _Pool, host: str | None) -> None:
        super().__init__(quiescent, metadata)
        self.pool, self.host = pool, host

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        if self.host is not None and (reason := self.pool.reach.refusal_of_address(addr.host, self.host)):
            raise Refusal(NOT_PUBLIC, f"{self.host}: {reason}")
        protocol = _Protocol(self._quiescentCallback)
        protocol.max_head = self.pool.max_head
        return protocol


class _Pool(HTTPConnectionPool):
    """Twisted's pool of connections, every new one of them checked."""

    reach: Reach
    max_head: int

    def _newConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802
        def quiescent(protocol: Any) -> None:
            self._putConnection(key, protocol)

        # what connects to a proxy has the proxy's address
        proxied = key[0] == b"http-proxy" or isinstance(endpoint, _TunnelingTCP4ClientEndpoint)
        host = None if proxied else key[1].decode("ascii")
        return endpoint.connect(_Factory(quiescent, repr(endpoint), self, host))


@implementer(IOpenSSLClientConnectionCreator)
class _Checked:
    """Makes a TLS connection as ``creator`` does, and says what is wrong with a certificate."""

    def __init__(self, creator: Any) -> None:
        self.creator = creator

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803
        connection = self.creator.clientConnectionForTLS(tlsProtocol)
        check = _twisted_check(tlsProtocol, self.creator._hostnameIsDnsName, self.creator._hostnameASCII)

        def verify(connection: Any, certificate: Any, flaw: int, depth: int, ok: bool) -> bool:
            if not ok:
                tlsProtocol.failVerification(Failure(BadCertificate(_sentence(certificate, flaw))))
                return False
            return bool(check(connection, certificate, flaw, depth, ok))

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, verify)
        return connection


def _sentence(certificate: Any, flaw: int) -> str:
    found = certificate.to_cryptography()
    text = _FLAWS.get(flaw, "it cannot be checked (OpenSSL's error {flaw})")
    return text.format(since=found.not_valid_before_utc, until=found.not_valid_after_utc, flaw=flaw)


@implementer(IPolicyForHTTPS)
class _Certificates:
    """What TLS connections are made with, by host; made once for each."""

    def __init__(self, factory: Any) -> None:
        self.factory = factory
        self.creatorForNetloc = lru_cache(_KEPT_HOSTS)(self._creator)

    def _creator(self, hostname: bytes, port: int) -> Any:
        return _Checked(self.factory.creatorForNetloc(hostname, port))


# -- Downloads ----------------------------------------------------------------------------------------


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler with connections that are checked. See the module."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        settings = crawler.settings
        pool = _Pool(reactor, persistent=True)
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        pool.reach = Reach.from_settings(settings)
        pool.max_head = settings.getint("DOWNLOAD_HEAD_MAXSIZE", MAX_HEAD)
        self._pool = pool
        if settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES") and _twisted_check is not None:
            policy: Any = _Certificates(self._contextFactory)
            self._contextFactory = policy
        resolver: Any = reactor.nameResolver
        self._resolver = resolver if isinstance(resolver, GuardedResolver) else None
        self._ends = Ends(required=settings.getbool("PAGE_END_REQUIRED", True))
        self._most = settings.getint("DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Request) -> Response:
        if (proxy := request.meta.get("proxy")) and self._resolver is not None:
            self._resolver.proxies.add(urlsplit(add_http_if_no_scheme(proxy)).hostname or "")
        with self._named(request):
            response = await super().download_request(request)
        if fault := self._ends.fault(response, request.meta.get("download_maxsize", self._most)):
            # as Scrapy raises where Content-Length shows it: the request is retried
            raise ResponseDataLossError(f"the response is not whole: {fault}")
        return response

    @contextmanager
    def _named(self, request: Request) -> Iterator[None]:
        """Raise Refusal in place of what Scrapy raises, where asking again would give the same."""
        try:
            yield
        except CannotResolveHostError:
            host = urlparse_cached(request).hostname or ""
            if self._resolver is not None and (reason := self._resolver.refused.get(host)):
                raise Refusal(NOT_PUBLIC, f"{host}: {reason}") from None
            raise
        except DownloadCancelledError as error:
            raise Refusal(TOO_LARGE, _size(str(error), request)) from None
        except DownloadFailedError as error:
            if (refusal := _refusal(error.__cause__, request)) is not None:
                raise refusal from None
            raise


def _size(text: str, request: Request) -> str:
    """What Scrapy says of a body that is too large, without the request."""
    return text.partition(f" in request {request}")[0]


def _refusal(error: BaseException | None, request: Request) -> Refusal | None:
    """The name of a failed exchange, where its reasons say that it was given up on purpose."""
    host = urlparse_cached(request).hostname
    for reason in getattr(error, "reasons", ()):
        value = reason.value
        if isinstance(value, HeadTooLarge):
            return Refusal(TOO_LARGE, str(value))
        if isinstance(value, BadCertificate):
            return Refusal(CERTIFICATE, f"the certificate of {host} cannot be trusted: {value}")
        if isinstance(value, VerificationError):
            return Refusal(CERTIFICATE, f"the certificate of {host} is for other hosts")
        if isinstance(value, SSL.Error) and "certificate verify failed" in str(value):
            return Refusal(CERTIFICATE, f"the certificate of {host} cannot be trusted")
    return None
