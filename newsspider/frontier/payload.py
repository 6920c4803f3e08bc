"""A Scrapy request as JSON and back.

Only what differs from a plain GET is written, callbacks by their names. ``meta`` and ``cb_kwargs`` may
hold JSON values, bytes, dates, tuples and sets; anything else cannot be kept and :func:`encode` says so.

>>> encode(Request("https://example.com/", priority=2, meta={"page": 3}))
'{"meta":{"page":3}}'

The URL and the priority are not in the text: the frontier has them in columns of their own.

Credentials stay in the memory of this process (``Authorization``, cookies, the user of a proxy …); the text holds
a placeholder, which means nothing to another process. There a request goes out without them, or with those that
its own settings and environment give.
"""

from __future__ import annotations

import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import load_object

from newsspider.runtime.credentials import PRIVATE_HEADERS

__all__ = ["Unkeepable", "decode", "encode"]

_PLAIN = (str, int, float, bool, type(None))
_TAG = "$"  # {"$": kind, "v": value} is a value JSON has no form for
_NO_CALLBACK = "$none"
_PROXY = ("proxy", "_scheme_proxy", "_auth_proxy")  # what HttpProxyMiddleware puts into meta
_PROXY_USER = re.compile(r"(?i)^([a-z]+://)?.*@")
_PRIVATE_META = ("http_user", "http_pass")
_OWN = secrets.token_hex(8)
_hidden: dict[str, dict[str, Any]] = {}  # placeholder on disk → those credentials
_words: dict[str, str] = {}
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Unkeepable(ValueError):
    """The request holds something that has no form on disk (a lambda as callback, an open file in meta)."""


def encode(request: Request, spider: Spider | None = None) -> str:
    """*request* as text; raise Unkeepable where that is impossible."""
    out: dict[str, Any] = {}
    if type(request) is not Request:
        cls = type(request)
        out["class"] = f"{cls.__module__}.{cls.__qualname__}"
        for name in request.attributes:
            if name not in Request.attributes:
                out[name] = _pack(getattr(request, name), name)
    if request.callback is not None:
        out["callback"] = _method_name(request.callback, spider)
    if request.errback is not None:
        out["errback"] = _method_name(request.errback, spider)
    if request.method != "GET":
        out["method"] = request.method
    if request.body:
        out["body"] = _pack(request.body, "body")
    if request.encoding != "utf-8":
        out["encoding"] = request.encoding
    if request.dont_filter:
        out["dont_filter"] = True
    # the properties would create an empty dict, so the slots are read
    private: dict[str, Any] = {}
    if request._headers:
        headers: dict[bytes, list[bytes]] = dict(request._headers.items())
        for header in PRIVATE_HEADERS.intersection(map(bytes.lower, headers)):
            private[header.decode()] = headers.pop(header.title())
        out["headers"] = [
            [name.decode("latin-1"), [value.decode("latin-1") for value in values]]
            for name, values in headers.items()
        ]
    if request._cookies:
        private["cookies"] = request._cookies
    if request._flags:
        out["flags"] = list(request._flags)
    if meta := request._meta:
        if "proxy" in meta or "http_pass" in meta or "http_user" in meta:
            meta = _public(meta, private)
        out["meta"] = _pack(meta, "meta")
    if private:
        out["private"] = _hide(private)
    if request._cb_kwargs:
        out["cb_kwargs"] = _pack(request._cb_kwargs, "cb_kwargs")
    return _dumps(out) if out else "{}"


def decode(url: str, payload: str, spider: Spider | None = None, *, priority: int = 0) -> Request:
    """The request that :func:`encode` wrote."""
    fields: dict[str, Any] = json.loads(payload)
    private = _hidden.get(fields.pop("private", ""), {})
    cls: type[Request] = load_object(fields.pop("class")) if "class" in fields else Request
    for name in ("callback", "errback"):
        if name in fields:
            fields[name] = _method(fields[name], spider)
    if "headers" in fields:
        fields["headers"] = {
            name.encode("latin-1"): [value.encode("latin-1") for value in values]
            for name, values in fields["headers"]
        }
    for name, value in fields.items():
        if type(value) in (dict, list) and name not in ("headers", "flags"):
            fields[name] = _unpack(value)
    if private:
        _restore(fields, private)
    return cls(url=url, priority=priority, **fields)


def _public(meta: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
    """What of meta may be written; the rest goes to ``private``."""
    meta = dict(meta)
    if meta.get("_scheme_proxy"):  # the environment's proxy: whoever asks again looks there again
        for name in _PROXY:
            meta.pop(name, None)
        private.pop("proxy-authorization", None)
    elif "@" in str(meta.get("proxy")):
        private["meta"] = {"proxy": meta["proxy"]}
        meta["proxy"] = _PROXY_USER.sub(r"\1", str(meta["proxy"]))
    for name in _PRIVATE_META:
        if name in meta:
            private.setdefault("meta", {})[name] = meta.pop(name)
    return meta


def _hide(private: dict[str, Any]) -> str:
    """A placeholder for credentials, the same for the same ones."""
    key = repr(private)
    if key not in _words:
        _words[key] = f"{_OWN}-{len(_words)}"
        _hidden[_words[key]] = private
    return _words[key]


def _restore(fields: dict[str, Any], private: dict[str, Any]) -> None:
    for name, value in private.items():
        if name == "cookies":
            fields["cookies"] = value
        elif name == "meta":
            fields["meta"] = {**fields.get("meta", {}), **value}
        else:
            fields.setdefault("headers", {})[name.encode()] = value


def _pack(value: Any, where: str) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        if all(type(key) is str for key in value) and _TAG not in value:
            return {key: one if type(one) in _PLAIN else _pack(one, where) for key, one in value.items()}
        pairs = [[_pack(key, where), _pack(one, where)] for key, one in value.items()]
        return {_TAG: "dict", "v": pairs}
    if type(value) is list:
        return [_pack(one, where) for one in value]
    if type(value) is tuple:
        return {_TAG: "tuple", "v": [_pack(one, where) for one in value]}
    if isinstance(value, (set, frozenset)):
        return {_TAG: type(value).__name__, "v": [_pack(one, where) for one in value]}
    if isinstance(value, bytes):
        return {_TAG: "bytes", "v": b64encode(value).decode()}
    if isinstance(value, datetime):
        return {_TAG: "datetime", "v": value.isoformat()}
    if isinstance(value, date):
        return {_TAG: "date", "v": value.isoformat()}
    raise Unkeepable(f"{where} holds a {type(value).__qualname__}, which has no form on disk")


_UNPACK: dict[str, Callable[[Any], Any]] = {
    "dict": lambda pairs: {_unpack(key): _unpack(value) for key, value in pairs},
    "tuple": lambda values: tuple(_unpack(one) for one in values),
    "set": lambda values: {_unpack(one) for one in values},
    "frozenset": lambda values: frozenset(_unpack(one) for one in values),
    "bytes": b64decode,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def _unpack(value: Any) -> Any:
    if type(value) is dict:
        if _TAG in value:
            return _UNPACK[value[_TAG]](value["v"])
        return {key: _unpack(one) if type(one) in (dict, list) else one for key, one in value.items()}
    if type(value) is list:
        return [_unpack(one) for one in value]
    return value


def _method_name(function: Callable[..., Any], spider: Spider | None) -> str:
    if function is NO_CALLBACK:
        return _NO_CALLBACK
    # Request.to_dict() looks through all members of the spider for each request; asking for the
    # function's own name finds the same method a hundred times faster.
    name = getattr(function, "__name__", "")
    if spider is not None and getattr(function, "__self__", None) is spider and hasattr(type(spider), name):
        return str(name)
    raise Unkeepable(f"its callback {function!r} is not a method of the spider")


def _method(name: str, spider: Spider | None) -> Callable[..., Any]:
    if name == _NO_CALLBACK:
        return NO_CALLBACK
    try:
        method: Callable[..., Any] = getattr(spider, name)
    except AttributeError:
        raise ValueError(
            f"the spider has no method {name}() any more, which a kept request asks for"
        ) from None
    return method
