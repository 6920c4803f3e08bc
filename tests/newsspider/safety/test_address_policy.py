"""No spelling of an address that is not public gets through, and every public one does."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Request

from newsspider.safety.address_policy import NOT_PUBLIC, NOT_WEB, WITH_USER, Gate, Reach, ReachError, Refusal

PRIVATE = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "foo.localhost",
        "wiki",
        "router.lan",
        "metadata.google.internal",
        "printer.local",
        "1.0.0.127.in-addr.arpa",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "0",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.01",
        "127.0.0.0x1",
        "0x",
        "169.254.169.254",
        "2852039166",
        "100.100.100.200",
        "168.63.129.16",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "",
        ".",
        "a..b",
        "%31%32%37.0.0.1",
        "www.kontan.co.id%00.example",
        "www.kontan.co.id\\.example",
    ],
)
def test_what_is_not_public_is_refused(host: str) -> None:
    assert Reach().refusal(host)


@pytest.mark.parametrize(
    "host",
    [
        "www.kontan.co.id",
        "WWW.Kontan.CO.ID.",
        "xn--bcher-kva.example.com",
        "a_b.tempo.co",
        "93.184.216.34",
        "2606:2800:220:1::1",
        "2002:5db8:d822::1",
        "64:ff9b::5db8:d822",
        "1.com",
        "0x7f.com",
    ],
)
def test_the_public_web_is_not(host: str) -> None:
    assert Reach().refusal(host) is None


@given(st.sampled_from(PRIVATE).flatmap(lambda net: st.integers(int(net[0]), int(net[-1]))))
def test_a_private_address_is_refused_however_it_is_spelled(number: int) -> None:
    address = IPv4Address(number)
    reach = Reach()
    parts = str(address).split(".")
    spellings = [
        str(address),
        str(number),
        hex(number),
        oct(number).replace("o", ""),
        ".".join(hex(int(part)) for part in parts),
        ".".join(f"0{int(part):o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{address}.",
        str(IPv6Address(number | 0xFFFF << 32)),
        str(IPv6Address(0x2002 << 112 | number << 80 | 1)),
        str(IPv6Address(0x64FF9B << 96 | number)),
    ]
    assert [text for text in spellings if not reach.refusal(text)] == []
    assert reach.refusal_of_address(str(address), "www.kontan.co.id")


@given(st.text())
def test_any_text_at_all_gets_a_verdict(host: str) -> None:
    verdict = Reach().refusal(host)
    assert verdict is None or verdict


def test_what_is_allowed_besides_is_allowed_and_nothing_near_it() -> None:
    reach = Reach(["10.1.0.0/16", "127.0.0.1", "wiki", ".intranet.example"])
    for host in ("10.1.2.3", "127.0.0.1", "::ffff:127.0.0.1", "wiki", "WIKI.", "a.intranet.example"):
        assert reach.refusal(host) is None
    for host in ("10.2.0.1", "127.0.0.2", "wikis", "2130706433", "localhost"):
        assert reach.refusal(host)
    # a host that is allowed by name may be anywhere; a name that nobody allowed may not
    assert reach.refusal_of_address("192.168.1.1", "wiki") is None
    assert reach.refusal_of_address("192.168.1.1", "a.intranet.example") is None
    assert reach.refusal_of_address("192.168.1.1", "intranet.example")


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "10.0.0.1/8", "http://wiki", "a b", "", "0x7f.1"])
def test_a_network_that_is_none_is_one_sentence(entry: str) -> None:
    with pytest.raises(ReachError, match=r"^ALLOWED_NETWORKS: "):
        Reach([entry])


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1/", NOT_PUBLIC),
        ("http://2130706433/", NOT_PUBLIC),
        ("http://１２７.0.0.1/", NOT_PUBLIC),
        ("http://[::1]/", NOT_PUBLIC),
        ("http://[fe80::1%25eth0]/", NOT_PUBLIC),
        ("https://www.kontan.co.id@127.0.0.1/", WITH_USER),
        ("https://user:sandi@www.kontan.co.id/", WITH_USER),
        ("file:///etc/passwd", NOT_WEB),
        ("ftp://www.kontan.co.id/", NOT_WEB),
        ("data:text/html,x", NOT_WEB),
        ("https://www.kontan.co.id/", None),
        ("https://www.kontan.co.id:8443/x", None),
    ],
)
def test_the_gate_names_what_it_turns_away(url: str, kind: str | None) -> None:
    gate = Gate(Reach())
    if kind is None:
        gate.process_request(Request(url))
        return
    with pytest.raises(Refusal) as refused:
        gate.process_request(Request(url))
    assert refused.value.kind == kind
    assert "sandi" not in str(refused.value)
