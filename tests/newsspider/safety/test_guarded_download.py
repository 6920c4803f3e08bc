"""Over real sockets: what may not be connected to is not, and who cannot show who he is gets no request."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsspider.politeness.outcomes import RequestOutcome
from newsspider.safety.address_policy import CERTIFICATE, NOT_PUBLIC, NOT_WEB, WITH_USER
from tests.newsspider.conftest import Run
from tests.newsspider.server import Answer
from tests.newsspider.server import Server as Loopback
from tests.newsspider.sites import OUTLET, Crawl
from tests.site import Site, faults, running
from tests.site.faults import Delivery, Fault

GUARDED = {
    "TWISTED_DNS_RESOLVER": "newsspider.safety.guarded_download.GuardedResolver",
    "GUARDED_DNS_RESOLVER": "tests.site.resolver.LoopbackResolver",
}
HOST = "beritautama.net"


class Canary:
    """Listens where nobody may come, and counts who does."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_server(("127.0.0.2", port))
        self.visits = 0
        self.heard = b""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.visits += 1
                connection.settimeout(1)
                with connection, contextlib.suppress(OSError):
                    self.heard += connection.recv(1000)


@contextlib.contextmanager
def canary(*ports: int) -> Iterator[list[Canary]]:
    birds = [Canary(port) for port in ports]
    yield birds
    for bird in birds:
        bird.socket.close()


@pytest.fixture
def site(crawl: Callable[..., Run], tmp_path: Path) -> Any:
    with running(Site(seed=9, articles_per_outlet=6, outlets=[OUTLET], scheme="http")) as server:
        yield Crawl(crawl, server, tmp_path)


def test_redirects_to_what_is_not_public_are_refused_by_name_and_the_rest_is_kept(
    crawl: Callable[..., Run], tmp_path: Path
) -> None:
    targets = {
        "http://127.0.0.2:{port}/": NOT_PUBLIC,
        "http://169.254.169.254/latest/meta-data/": NOT_PUBLIC,
        "http://[fd00:ec2::254]/": NOT_PUBLIC,
        "http://[::ffff:127.0.0.2]:{port}/": NOT_PUBLIC,
        "http://2130706434:{port}/": NOT_PUBLIC,
        "http://0x7f.0.0.2:{port}/": NOT_PUBLIC,
        "http://localhost:{port}/": NOT_PUBLIC,
        "http://router/": NOT_PUBLIC,
        "//127.0.0.2:{port}/": NOT_PUBLIC,
        "http://user:sandi@beritautama.net/a": WITH_USER,
        "file:///etc/passwd": NOT_WEB,
        "ftp://beritautama.net/": NOT_WEB,
        "data:text/html,<h1>x</h1>": NOT_WEB,
        "javascript:alert(1)": NOT_WEB,
        "https://www.jpnn.com/news/lain-1": RequestOutcome.OFF_SITE,
        "https://beritautama.net.jahat.example/a": RequestOutcome.OFF_SITE,
    }
    with running(Site(seed=9, articles_per_outlet=20, outlets=[OUTLET], scheme="http")) as server:
        site = Crawl(crawl, server, tmp_path)
        with canary(server.http) as birds:
            for index, target in enumerate(targets):
                site.add(
                    index, faults.redirect_to, target=target.format(port=birds[0].socket.getsockname()[1])
                )
            run, report, items = site.run(**GUARDED)
            assert birds[0].visits == 0
        site.check(items, site.urls[len(targets) :])
    wanted = {kind: list(targets.values()).count(kind) for kind in targets.values()}
    assert report["failed"] == wanted, run.err
    assert run.code == 1
    assert "sandi" not in run.err
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file for file in written if b"sandi" in file.read_bytes() and file.suffix != ".gz"]


def test_a_name_that_leads_to_a_private_address_is_not_connected_to(site: Crawl) -> None:
    with canary(site.server.http) as birds:
        run, report, items = site.run(**GUARDED, SITE_ADDRESSES=json.dumps({HOST: [["127.0.0.2"]]}))
        assert birds[0].visits == 0
    assert not items and not site.server.requests()
    assert "127.0.0.2 is a loopback address" in run.err
    assert run.code == 1 and report["exit_code"] == 1


def test_of_several_addresses_only_the_public_one_is_connected_to(site: Crawl) -> None:
    with canary(site.server.http) as birds:
        addresses = {HOST: [["127.0.0.2", "127.0.0.1", "127.0.0.2"]]}
        _, _, items = site.run(**GUARDED, SITE_ADDRESSES=json.dumps(addresses))
        assert birds[0].visits == 0
    site.check(items, site.urls)


def test_a_name_that_is_rebound_between_two_look_ups_is_refused_at_the_second(site: Crawl) -> None:
    # the connection ends after robots.txt and an article or two; the next look-up says another address
    site.server.add(faults.truncated(HOST + r"/(?!robots)", skip=2, times=1))
    with canary(site.server.http) as birds:
        addresses = {HOST: [["127.0.0.1"], ["127.0.0.2"]]}
        run, report, items = site.run(
            **GUARDED, SITE_ADDRESSES=json.dumps(addresses), CONCURRENT_REQUESTS_PER_DOMAIN=1
        )
        assert birds[0].visits == 0
        told = [(one.url, one.fault) for one in site.server.requests()]
    site.check(items, sorted(items))
    assert 1 <= len(items) <= 2, told
    assert report["failed"] == {NOT_PUBLIC: 6 - len(items)}, run.err
    assert "127.0.0.2 is a loopback address" in run.err


def test_without_the_resolver_nothing_is_said_to_a_private_address(site: Crawl) -> None:
    with canary(site.server.http) as birds:
        run, _, items = site.run(SITE_ADDRESSES=json.dumps({HOST: [["127.0.0.2"]]}))
        assert birds[0].heard == b""
    assert not items
    assert "127.0.0.2 is a loopback address" in run.err


def test_a_host_may_be_allowed_by_its_name(site: Crawl) -> None:
    _, _, items = site.run(**GUARDED, ALLOWED_NETWORKS=HOST)
    site.check(items, site.urls)


def test_without_the_setting_nothing_on_this_machine_is_crawled(site: Crawl) -> None:
    run, _, items = site.run(**GUARDED, ALLOWED_NETWORKS="")
    assert not items and not site.server.requests()
    assert "127.0.0.1 is a loopback address" in run.err


def test_a_network_that_is_none_is_said_before_anything_is_asked(crawl: Callable[..., Run]) -> None:
    run = crawl("crawl", OUTLET, "-s", "ALLOWED_NETWORKS=10.0.0.0/33")
    assert run.code == 2
    assert run.complaints == [
        "ALLOWED_NETWORKS: '10.0.0.0/33' is neither a network (10.1.0.0/16) nor a host (wiki.example)"
    ]


def test_behind_a_proxy_names_and_addresses_are_checked_as_well(crawl: Callable[..., Run]) -> None:
    urls = [
        "http://localhost/x",
        "http://127.0.0.1/x",
        "http://0x7f.1/x",
        "http://metadata.google.internal/x",
    ]
    page = "http://www.jpnn.com/news/a"
    with Loopback({page: [Answer(b"<h1>x</h1>")]}) as proxy:
        run = crawl("extract", *urls, page, "-s", "DOWNLOAD_DELAY=0", http_proxy=proxy.proxy)
        assert set(proxy.asked) == {page, "http://www.jpnn.com/robots.txt"}
    assert [line for line in run.complaints if NOT_PUBLIC in line and any(url in line for url in urls)]
    assert run.err.count(NOT_PUBLIC) == len(urls)


def test_addresses_with_a_user_name_are_not_taken(crawl: Callable[..., Run]) -> None:
    run = crawl("crawl", OUTLET, "-a", "urls=https://saya:sandi@beritautama.net/a")
    assert run.code == 2 and "sandi" not in run.err + run.out
    assert len(run.complaints) == 1


@pytest.mark.parametrize(
    ("certificate", "sentence"),
    [
        ("expired", "the certificate of beritautama.net cannot be trusted: it expired on 2020-01-31"),
        (
            "of an unknown authority",
            "the certificate of beritautama.net cannot be trusted: it was signed by an unknown authority",
        ),
        ("of another host", "the certificate of beritautama.net is for other hosts"),
    ],
)
def test_a_bad_certificate_is_named_in_a_sentence_and_nothing_is_asked(
    crawl: Callable[..., Run], tmp_path: Path, certificate: str, sentence: str
) -> None:
    small = Site(seed=9, articles_per_outlet=2, outlets=[OUTLET])
    with running(small, certificate=certificate) as server:
        site = Crawl(crawl, server, tmp_path)
        run, report, items = site.run()
        assert not items and not server.requests()
        assert sentence in run.err
        assert report["failed"] == {CERTIFICATE: 2}
        # who wants it may do without
        _, _, items = site.run(DOWNLOAD_VERIFY_CERTIFICATES=0)
        site.check(items, site.urls)


def test_the_further_pages_of_an_article_are_the_outlets_own(
    crawl: Callable[..., Run], tmp_path: Path
) -> None:
    def elsewhere(site: Any, request: Any, normal: Callable[[Any], Any]) -> Delivery:
        answer = normal(request)
        body = re.sub(rb'href="[^"]*\?page=\w+', b'href="https://jahat.example/lain?page=all', answer.body)
        return Delivery(replace(answer, body=body))

    with running(Site(seed=4, articles_per_outlet=40, outlets=["kontan"])) as server:
        site = Crawl(crawl, server, tmp_path, "kontan")
        split = [entry.url for entry in server.site.articles("kontan") if len(entry.pages()) > 1]
        site.urls = split[:2]
        server.add(Fault("foreign pages", r"kontan\.co\.id/", elsewhere))
        run, _, items = site.run()
        assert split and run.code == 0 and not server.requests("jahat")
    assert not any("jahat" in json.dumps(item) for item in items.values())
