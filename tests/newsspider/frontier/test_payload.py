"""A request comes back from disk as it went."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import scrapy
from hypothesis import given
from hypothesis import strategies as st
from scrapy import FormRequest, Request
from scrapy.http import JsonRequest
from scrapy.http.request import NO_CALLBACK

from newsspider.frontier.payload import Unkeepable, decode, encode


class Tempo(scrapy.Spider):
    name = "tempo"

    def parse_article(self, response: Any) -> None: ...

    def on_error(self, failure: Any) -> None: ...


SPIDER = Tempo()


def there_and_back(request: Request) -> Request:
    text = encode(request, SPIDER)
    json.loads(text)
    return decode(request.url, text, SPIDER, priority=request.priority)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC)),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
        | st.dictionaries(st.integers() | st.just("$"), inner)
        | st.frozensets(st.integers() | st.text("abc"))
        | st.sets(st.integers())
    ),
    max_leaves=8,
)


@given(meta=st.dictionaries(st.text("abc$_", min_size=1), VALUES))
def test_whatever_meta_holds(meta: dict[str, Any]) -> None:
    back = there_and_back(Request("https://www.tempo.co/", meta=meta, cb_kwargs={"x": meta}))
    assert back.meta == meta
    assert back.cb_kwargs == {"x": meta}


def test_all_of_a_request() -> None:
    request = Request(
        "https://www.tempo.co/?q=1",
        SPIDER.parse_article,
        method="POST",
        headers={"X-One": ["a", "b"], "Referer": "https://www.tempo.co/caf\u00e9"},
        body=b"\x00\xff",
        cookies={"a": "b"},
        meta={"lastmod": datetime(2024, 1, 2, tzinfo=UTC), "day": date(2024, 1, 2)},
        encoding="cp1252",
        priority=7,
        dont_filter=True,
        errback=SPIDER.on_error,
        flags=["x"],
        cb_kwargs={"page": 2},
    )
    back = there_and_back(request)
    assert {name: getattr(back, name) for name in Request.attributes} == {
        name: getattr(request, name) for name in Request.attributes
    }


def test_a_plain_request_takes_no_room() -> None:
    assert encode(Request("https://www.tempo.co/")) == "{}"
    assert encode(Request("https://www.tempo.co/", priority=2, meta={"page": 3})) == '{"meta":{"page":3}}'
    assert there_and_back(Request("https://www.tempo.co/", NO_CALLBACK)).callback is NO_CALLBACK


@pytest.mark.parametrize(
    "request_",
    [
        JsonRequest("https://www.tempo.co/api", data={"halaman": 2}, dumps_kwargs={"indent": 1}),
        FormRequest("https://www.tempo.co/cari", formdata={"q": "beras"}),
    ],
)
def test_requests_of_other_classes(request_: Request) -> None:
    back = there_and_back(request_)
    assert type(back) is type(request_)
    assert (back.body, back.method, back.headers) == (request_.body, request_.method, request_.headers)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request("https://x.co/", lambda response: None), "not a method of the spider"),
        (Request("https://x.co/", Tempo().parse_article), "not a method of the spider"),
        (Request("https://x.co/", meta={"file": object()}), "meta holds a object"),
        (Request("https://x.co/", cb_kwargs={"deep": [{"er": print}]}), "cb_kwargs holds a builtin_function"),
    ],
)
def test_what_cannot_be_kept_says_why(request_: Request, why: str) -> None:
    with pytest.raises(Unkeepable, match=why):
        encode(request_, SPIDER)


def test_a_callback_that_is_no_more() -> None:
    with pytest.raises(ValueError, match=r"no method parse_old\(\) any more"):
        decode("https://x.co/", '{"callback":"parse_old"}', SPIDER)


def test_credentials_come_back_and_are_not_in_the_text() -> None:
    request = Request(
        "https://www.tempo.co/",
        headers={
            "Authorization": "Basic rahasia1",
            "Proxy-Authorization": "Basic rahasia2",
            "Cookie": "sesi=rahasia3",
            "X-Own": "terbuka",
        },
        cookies={"sesi": "rahasia4"},
        meta={
            "proxy": "http://saya:rahasia5@proxy.example:1",
            "http_user": "saya",
            "http_pass": "rahasia6",
            "a": 1,
        },
    )
    assert "rahasia" not in encode(request, SPIDER) and "saya" not in encode(request, SPIDER)
    back = there_and_back(request)
    assert back.headers == request.headers
    assert (back.meta, back.cookies) == (request.meta, request.cookies)
    assert there_and_back(back).headers == request.headers


def test_another_process_goes_without_them() -> None:
    text = encode(Request("https://www.tempo.co/", headers={"Cookie": "sesi=rahasia", "X-Own": "terbuka"}))
    fields = json.loads(text)
    fields["private"] = "of-another-process"
    back = decode("https://www.tempo.co/", json.dumps(fields))
    assert dict(back.headers) == {b"X-Own": [b"terbuka"]}


def test_the_proxy_of_the_environment_is_looked_up_again() -> None:
    meta = {
        "proxy": "http://proxy.example:1",
        "_scheme_proxy": True,
        "_auth_proxy": "http://proxy.example:1",
        "a": 1,
    }
    request = Request("https://www.tempo.co/", headers={"Proxy-Authorization": "Basic rahasia"}, meta=meta)
    back = there_and_back(request)
    assert back.meta == {"a": 1} and not back.headers
