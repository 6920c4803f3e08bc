"""Redirects that lead away from what was asked for."""

from __future__ import annotations

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from newsspider.politeness.outcomes import RequestOutcome
from newsspider.politeness.redirects import RedirectGuard
from newsspider.safety.address_policy import Reach

NEWS = "https://www.contoh.example/news"


@pytest.mark.parametrize(
    ("url", "place", "why"),
    [
        (f"{NEWS}/a", "/", RequestOutcome.SENT_HOME),
        (f"{NEWS}/a", "https://www.lain.example", RequestOutcome.SENT_HOME),
        (f"{NEWS}/a", "/index.php", RequestOutcome.SENT_HOME),
        (f"{NEWS}/a", f"{NEWS}/a", RequestOutcome.LOOP),
        (f"{NEWS}/a", f"{NEWS}/start", RequestOutcome.LOOP),
        (f"{NEWS}/a", f"{NEWS}/b", None),
        (f"{NEWS}/a", "/?p=17", None),
        ("https://www.contoh.example/robots.txt", "/", None),
        ("http://www.contoh.example/", "https://www.contoh.example/", None),
        (f"{NEWS}/a", "http://[x", None),
    ],
)
def test_redirects_that_lead_astray_are_not_followed(url: str, place: str, why: str | None) -> None:
    request = Request(url, meta={"redirect_urls": [f"{NEWS}/start"]})
    answer = Response(url, status=302, headers={"Location": place})
    if why is None:
        assert RedirectGuard(Reach()).process_response(request, answer) is answer
    else:
        with pytest.raises(IgnoreRequest, match=why):
            RedirectGuard(Reach()).process_response(request, answer)
