"""The workbench in a real Chromium, as somebody uses it."""

from __future__ import annotations

import copy
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from extractors.score import GOLDEN_KEYS
from tests.newsspider.authoring.workbench.hostile import add_hostile
from tests.newsspider.authoring.workbench.site import browser, scrapy, serving

pytestmark = pytest.mark.usefixtures("chromium")
CASE = "o/kontan/setup/list-article"
Browsing = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def browsing() -> Iterator[Browsing]:
    """Opens pages in a browser that the tests share."""
    with browser() as found:
        yield found


def until(page: Any, expression: str) -> None:
    """Wait for something to be true. (Playwright's own way needs eval, which our policy forbids.)"""
    end = time.monotonic() + 15
    while not holds(page, expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(30)


def holds(page: Any, expression: str) -> bool:
    from playwright.sync_api import Error

    try:
        return bool(page.evaluate(expression))
    except Error:  # the page is just being replaced by another
        return False


def tried(page: Any, times: int = 1) -> None:
    """Wait until the rules were tried, so many times in all."""
    until(page, f"Number(document.body?.dataset.tried || 0) >= {times}")


def count(page: Any) -> int:
    return int(page.evaluate("Number(document.body?.dataset.tried || 0)"))


def type_into(page: Any, field: str, text: str) -> None:
    """Put a text into a rule's field and wait for what it does."""
    page.click(f"#f-{field}")
    page.wait_for_timeout(150)
    before = count(page)
    page.fill(f"#f-{field}", text)
    tried(page, before + 1)


def test_change_a_selector_see_the_effect_save_and_check(project: Path, browsing: Browsing) -> None:
    rules = project / "extractors" / "outlets" / "kontan.py"
    with serving(project) as address, browsing() as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.click("text=kontan")
        page.click("text=setup/list-article")
        tried(page)
        assert page.inner_text("#summary") == "15 of 15 exact"
        assert page.inner_text("#differing") == "every key is equal"
        view = page.frame_locator("#page")
        title = view.locator(".t-h1 .n").first
        assert "k" in title.get_attribute("class").split()
        assert view.locator(".n.d", has_text="Advertisement").count() >= 1

        title.hover()
        until(page, "document.querySelector('#status').textContent.includes('headline: h1.jdl_dtl')")

        type_into(page, "byline", ".nothing-here")
        page.wait_for_selector(".fixtures .worse")
        assert "authors" in page.inner_text("#compare .key.differs")
        assert page.inner_text("#summary") != "15 of 15 exact"

        type_into(page, "headline", "h1[")
        until(page, "document.querySelector('#p-headline').textContent.includes('is not a CSS selector')")
        assert "kontan.py, line" in page.inner_text("#p-headline")

        type_into(page, "headline", "h1.jdl_dtl")
        type_into(page, "byline", "div.fs13.color-gray.mar-t-10 span, .tpt_shr, .penulis")
        until(page, "document.querySelector('#summary').textContent === '15 of 15 exact'")
        assert float(page.get_attribute("body", "data-took")) > 0
        page.keyboard.press("Control+s")
        page.wait_for_selector("#said:not([hidden])")
        assert (
            '+            byline="div.fs13.color-gray.mar-t-10 span, .tpt_shr, .penulis",'
            in page.inner_text("#said")
        )
        assert page.is_disabled("#save")
        assert not errors
    assert 'byline="div.fs13.color-gray.mar-t-10 span, .tpt_shr, .penulis",' in rules.read_text(
        encoding="utf-8"
    )
    score = scrapy(project, "score", "--outlet", "kontan")
    assert score.code == 0 and "15 of 15 exact" in score.out, score.err
    check = scrapy(project, "outlet", "check", "kontan")
    assert "kontan\t15\t15\t1.0000" in check.out, check.out + check.err


def test_a_click_offers_selectors_and_the_keyboard_does_it_all(project: Path, browsing: Browsing) -> None:
    text = (project / "extractors" / "outlets" / "kontan.py").read_text(encoding="utf-8")
    head, found, tail = text.rpartition('headline="h1.jdl_dtl"')  # the last one is setup's
    broken = f'{head}headline="h1.judul-lama, .tpt_shr"{tail}'
    assert found
    (project / "extractors" / "outlets" / "kontan.py").write_text(broken, encoding="utf-8")
    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        assert page.inner_text("#summary") != "15 of 15 exact"
        assert page.locator("#compare .key.differs[data-key=headline]").count() == 1
        view = page.frame_locator("#page")
        view.locator(".t-h1 .n").first.click()
        page.wait_for_selector("#path button.here")
        assert page.inner_text("#roles [aria-selected=true]").startswith("the headline")
        page.keyboard.press("Escape")
        assert page.is_hidden("#menu")

        view.locator(".t-h1 .n").first.click()
        page.wait_for_selector("#path button.here")
        page.keyboard.press("Enter")
        page.wait_for_selector("#offers [aria-selected=true]")
        assert "15 of 15 fixtures exact" in page.inner_text("#offers [aria-selected=true]")
        assert "better" in page.inner_text("#offers [aria-selected=true]")
        before = count(page)
        page.keyboard.press("Enter")
        tried(page, before + 1)
        until(page, "document.querySelector('#summary').textContent === '15 of 15 exact'")
        assert page.evaluate("document.activeElement.id") == "f-headline"
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert view.locator(".n.cursor").count() >= 1
        page.keyboard.press("Enter")
        page.wait_for_selector("#path button.here")
        element = page.inner_text("#path button.here")
        page.keyboard.press("ArrowLeft")
        until(page, f"document.querySelector('#path button.here').textContent !== {json.dumps(element)}")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert page.is_visible("#help")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.wait_for_url("**/setup/momsmoney*")


def test_a_shared_value_is_refused_with_its_reason(project: Path, browsing: Browsing) -> None:
    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        type_into(page, "section", "div.breadcumb b")
        page.click("#save")
        page.wait_for_selector("#said.bad")
        assert "section is what all layouts have in common; change it there" in page.inner_text("#said")


def test_a_golden_is_accepted_by_a_click(project: Path, browsing: Browsing) -> None:
    path = project / "fixtures" / "kontan" / "setup" / "list-article" / "golden.json"
    true = path.read_text(encoding="utf-8")
    golden = json.loads(true)
    golden["article"]["body"][1]["text"] = "Padahal, perawatannya amat rumit."
    path.write_text(json.dumps(golden), encoding="utf-8")
    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        row = page.locator("#compare .item.changed")
        assert row.locator("del").inner_text().startswith("amat")
        page.keyboard.press("d")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tried(page)
        assert page.inner_text("#differing") == "every key is equal"
    assert path.read_text(encoding="utf-8") == true


def test_d_and_enter_take_one_difference_and_leave_the_others(project: Path, browsing: Browsing) -> None:
    path = project / "fixtures" / "kontan" / "setup" / "list-article" / "golden.json"
    true = json.loads(path.read_text(encoding="utf-8"))
    golden = copy.deepcopy(true)
    wrong = {1: "Padahal, perawatannya amat rumit.", 3: "Cuka merah 200 ml", 5: "Kain lap kasar"}
    for number, text in wrong.items():
        golden["article"]["body"][number]["text"] = text
    path.write_text(json.dumps(golden), encoding="utf-8")

    def still_wrong() -> list[int]:
        body = json.loads(path.read_text(encoding="utf-8"))["article"]["body"]
        return [number for number, text in wrong.items() if body[number]["text"] == text]

    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        assert page.locator("#compare .take.all").count() == 1, "the mouse can take all of them at once"
        page.keyboard.press("d")
        page.keyboard.press("d")
        for left in ([1, 5], [1], []):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            tried(page)
            assert still_wrong() == left
            page.keyboard.press("d")
        assert page.inner_text("#differing") == "every key is equal"


def test_a_draft_is_accepted_only_with_a_tick_for_every_key_even_the_empty_ones(
    project: Path, browsing: Browsing
) -> None:
    path = project / "fixtures" / "kontan" / "setup" / "list-article" / "golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    headline = golden["article"]["headline"]
    golden["article"]["headline"] = "Judul yang salah"
    path.write_text(json.dumps({**golden, "draft": True}), encoding="utf-8")
    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        keys = page.evaluate("[...document.querySelectorAll('#compare .key')].map((one) => one.dataset.key)")
        assert keys == list(GOLDEN_KEYS)
        for empty in ("alternativeHeadline", "sources", "isAccessibleForFree"):
            assert page.inner_text(f"#compare .key[data-key={empty}] .value") == "none"
        assert "above the text" in page.inner_text("#compare .key[data-key=images]")
        assert page.inner_text("#compare .key[data-key=headline] .says") == "golden: Judul yang salah"
        for tick in page.locator("#compare .tick").all():
            assert page.is_disabled("#reviewed")
            tick.check()
        assert page.is_enabled("#reviewed"), "a golden can be right where the rules are wrong"

        page.keyboard.press("d")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tried(page)
        assert page.locator("#compare .tick:not(:checked)").count() == 1, "only what changed is read again"
        assert page.inner_text("#compare .key[data-key=headline] .value") == headline
        headline_tick = page.locator("#compare .key[data-key=headline] .tick")
        assert page.is_disabled("#reviewed")
        headline_tick.check()
        assert page.is_enabled("#reviewed")
        for key in GOLDEN_KEYS:
            tick = page.locator(f"#compare .key[data-key={key}] .tick.whole")
            tick.uncheck()
            assert page.is_disabled("#reviewed"), key
            tick.check()
        paragraph = page.locator("#compare .item .tick").first
        paragraph.uncheck()
        assert page.is_disabled("#reviewed"), "a paragraph was not read"
        assert json.loads(path.read_text(encoding="utf-8"))["draft"] is True
        paragraph.check()
        with page.expect_navigation():
            page.click("#reviewed")
        tried(page)
        assert page.locator("#compare .tick").count() == 0
    accepted = json.loads(path.read_text(encoding="utf-8"))
    assert "draft" not in accepted and accepted["article"]["headline"] == headline


def test_a_save_and_an_accepted_golden_are_undone_in_the_browser(project: Path, browsing: Browsing) -> None:
    rules = project / "extractors" / "outlets" / "kontan.py"
    path = project / "fixtures" / "kontan" / "setup" / "list-article" / "golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    golden["article"]["headline"] = "Judul yang salah"
    path.write_text(json.dumps(golden), encoding="utf-8")
    before = rules.read_bytes(), path.read_bytes()
    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        assert page.locator(".undo").count() == 0
        page.keyboard.press("d")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tried(page)
        type_into(page, "headline", "h1.jdl_dtl, h1.baru")
        with page.expect_navigation():
            page.click("#save")
        tried(page)
        assert page.locator(".undo").count() == 2
        assert page.get_attribute(".undo[data-of=rules]", "title").startswith("Undo: setup.headline saved")
        assert rules.read_bytes() != before[0] and path.read_bytes() != before[1]

        with page.expect_navigation():
            page.keyboard.press("u")
        tried(page)
        assert page.inner_text("#toast") == "Undone in kontan.py: setup.headline saved"
        assert page.input_value("#f-headline") == "h1.jdl_dtl"
        assert rules.read_bytes() == before[0] and path.read_bytes() != before[1]

        accepted = path.read_bytes()
        path.write_bytes(accepted + b"\n")
        page.click(".undo[data-of=golden]")
        until(page, "document.querySelector('#toast').textContent.includes('changed by somebody else')")
        assert path.read_bytes() == accepted + b"\n"
        path.write_bytes(accepted)
        with page.expect_navigation():
            page.click(".undo[data-of=golden]")
        tried(page)
        assert page.locator("#compare .key.differs[data-key=headline]").count() == 1
        assert path.read_bytes() == before[1]
        page.keyboard.press("u")
        until(page, "document.querySelector('#toast').textContent === 'There is nothing to undo here.'")


def test_a_golden_is_typed_in_the_browser(project: Path, browsing: Browsing) -> None:
    path = project / "fixtures" / "kontan" / "setup" / "list-article" / "golden.json"
    first = path.read_bytes()
    golden = json.loads(first)
    with serving(project) as address, browsing() as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))

        def entry(key: str) -> Any:
            return page.locator(f".entry[data-key={key}]")

        page.goto(address + CASE)
        tried(page)
        page.click("#compare .none .edit[data-key=sources]")
        assert page.evaluate("document.activeElement.id") == "g-sources"
        page.keyboard.type("Antara")
        page.keyboard.press("Enter")
        page.keyboard.type("Reuters")
        page.fill("#g-alternativeHeadline", "Anak  judul")
        page.fill("#g-dateModified", "kemarin")
        page.select_option("#g-isAccessibleForFree", "no")
        picture = entry("images").locator(".part").first
        picture.locator(".credit").fill("")
        picture.locator(".lead").uncheck()
        entry("images").locator("button[data-do=add]").click()
        page.keyboard.type("Ember di halaman.")
        entry("images").locator(".part").nth(1).locator("button[data-do=up]").click()

        body = entry("body").locator(".part")
        body.nth(1).locator(".text").fill("Satu baris.")
        body.nth(1).locator(".text").press("End")
        page.keyboard.press("Enter")
        page.keyboard.type("Kutipan yang panjang.")
        body.nth(2).locator("select").select_option("quote")
        body.nth(3).locator("button[data-do=drop]").click()
        body.nth(0).locator("button[data-do=down]").click()
        page.keyboard.press("Control+s")
        until(page, "document.querySelector('#golden-problem').textContent.includes('not a date')")
        assert page.inner_text("#golden-problem").startswith(
            'Not saved: dateModified: "kemarin" is not a date'
        )
        assert path.read_bytes() == first

        page.fill("#g-dateModified", "2022-07-23T08:00:00+07:00")
        with page.expect_navigation():
            page.click("#golden-save")
        tried(page)
        assert page.inner_text("#toast").startswith(
            "Saved in the golden: alternativeHeadline, dateModified, sources"
        )
        assert page.is_hidden("#editor") and page.is_visible("#compare")
        typed = json.loads(path.read_text(encoding="utf-8"))
        article = golden["article"]
        paragraphs = article["body"]
        (caption,) = article["images"]
        wanted = {
            **article,
            "alternativeHeadline": "Anak judul",
            "dateModified": "2022-07-23T08:00:00+07:00",
            "sources": ["Antara", "Reuters"],
            "isAccessibleForFree": False,
            "images": [
                {"text": "Ember di halaman.", "credit": None, "lead": False},
                {**caption, "credit": None, "lead": False},
            ],
            "body": [
                {"type": "paragraph", "text": "Satu baris."},
                paragraphs[0],
                {"type": "quote", "text": "Kutipan yang panjang."},
                *paragraphs[3:],
            ],
        }
        assert typed == {**golden, "article": wanted} and list(typed["article"]) == list(GOLDEN_KEYS)

        page.keyboard.press("e")
        page.fill("#g-headline", "Judul yang dibatalkan")
        page.keyboard.press("Escape")
        page.keyboard.press("n")  # does nothing while something is being typed
        page.click("#golden-cancel")
        assert page.is_visible("#compare") and page.input_value("#g-headline") == article["headline"]
        with page.expect_navigation():
            page.click(".undo[data-of=golden]")
        tried(page)
        assert path.read_bytes() == first
        assert not errors


def test_several_pasted_lines_become_several_blocks(project: Path, browsing: Browsing) -> None:
    with serving(project) as address, browsing() as page:
        page.goto(address + CASE)
        tried(page)
        page.click("#compare .key[data-key=body] .edit")
        texts = page.locator(".entry[data-key=body] .text")
        count = texts.count()
        texts.nth(0).fill("")
        page.evaluate(
            """() => {
                const data = new DataTransfer();
                data.setData("text/plain", "Satu.\\r\\n\\r\\n  Dua.\\nTiga.");
                document.activeElement.dispatchEvent(
                    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }"""
        )
        assert [texts.nth(number).input_value() for number in range(3)] == ["Satu.", "Dua.", "Tiga."]
        assert texts.count() == count + 2


@contextmanager
def watched() -> Iterator[tuple[int, list[bytes]]]:
    """A proxy on loopback that writes down whatever asks it for anything, and gives nothing."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    asked.append(connection.recv(4096))
                except OSError:
                    asked.append(b"?")

    Thread(target=listen, daemon=True).start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.close()


# these ask for what a page of an outlet might, without any page: the browser's own errands
OWN = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")


def outside(asked: list[bytes]) -> list[bytes]:
    return [line for line in asked if line and not any(name.encode() in line for name in OWN)]


def test_the_watch_sees_what_a_page_loads(browsing: Browsing) -> None:
    """Proof that the next test would notice: the same page, shown as it is, does ask for things."""
    hostile = Path(__file__).with_name("hostile.html")
    with watched() as (port, asked), browsing(proxy=port) as page:
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.set_content(hostile.read_text(encoding="utf-8"), wait_until="commit")
        page.wait_for_timeout(1500)
        assert any("evil.invalid" in url for url in seen)
        assert any(b"evil.invalid" in line for line in outside(asked))


def test_a_hostile_page_neither_runs_nor_loads_anything(project: Path, browsing: Browsing) -> None:
    add_hostile(project)
    with serving(project) as address, watched() as (port, asked), browsing(proxy=port) as page:
        seen: list[str] = []
        said: list[str] = []
        page.context.on("request", lambda request: seen.append(request.url))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("popup", lambda popup: said.append(popup.url))
        page.add_init_script("window.ran = false")
        for path in ("", "o/jahat", "o/jahat/isi/satu", "view/jahat/isi/satu"):
            page.goto(address + path)
            page.wait_for_timeout(400)
        page.goto(address + "o/jahat/isi/satu")
        tried(page)
        view = page.frame_locator("#page")
        heading = view.locator(".t-h1").first
        assert heading.is_visible() and "Judul halaman yang jahat" in heading.inner_text()
        for words in (
            "Paragraf pertama",
            "Paragraf kedua",
            "Paragraf ketiga",
            "Tautan skrip",
            "Tautan biasa",
        ):
            assert view.locator(".n", has_text=words).first.is_visible(), words
        covering = view.locator(".n", has_text="Paragraf kedua").first.bounding_box()
        assert covering and covering["height"] < 120, "no style of the page covers the screen"
        view.locator(".n", has_text="Tautan skrip").first.click()
        page.wait_for_selector("#path button.here")
        page.keyboard.press("Enter")
        page.wait_for_selector("#offers li")
        page.keyboard.press("Escape")
        view.locator(".n", has_text="Tautan biasa").first.click()
        page.wait_for_timeout(500)
        for frame in page.frames:
            assert frame.evaluate("window.ran") is not True, frame.url
            assert (
                frame.evaluate(
                    "document.querySelectorAll('script:not([type=module]), img, link[href^=\"http\"], base, form[action]').length"
                )
                == 0
            )
        sheet = page.frames[-1]
        assert (
            sheet.evaluate(
                "[...document.all].flatMap((one) => [...one.attributes]).filter((a) => /^on|src|style/.test(a.name)).length"
            )
            == 0
        )
        assert urlsplit(page.url).hostname == "127.0.0.1" and page.title() != "ran"
        assert not said
        strangers = [url for url in seen if urlsplit(url).hostname != "127.0.0.1"]
        assert not strangers and not outside(asked)
        assert seen, "the watch has seen our own requests"


def test_it_answers_only_its_token_and_only_on_loopback(project: Path, browsing: Browsing) -> None:
    with serving(project) as address, browsing() as page:
        parts = urlsplit(address)
        assert parts.hostname == "127.0.0.1" and len(parts.path) > 24
        assert page.goto(address).status == 200
        for path in ("/", "/o/kontan", parts.path[:-2] + "/", "/static/workbench.js"):
            assert page.goto(f"http://127.0.0.1:{parts.port}{path}").status == 404
        assert page.goto(f"http://localhost:{parts.port}{parts.path}").status == 200
        for host in other_addresses():
            with pytest.raises(OSError), socket.create_connection((host, parts.port or 0), 1):
                pass


def other_addresses() -> list[str]:
    """This machine's addresses besides loopback."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        return []
    return sorted(x for x in found if not x.startswith("127."))


@pytest.mark.parametrize("path", ["", "o/kontan", CASE])
def test_pages_fit_a_laptop_and_keep_their_own_policy(project: Path, path: str, browsing: Browsing) -> None:
    with serving(project) as address, browsing() as page:
        violations: list[str] = []
        page.on(
            "console", lambda message: violations.append(message.text) if message.type == "error" else None
        )
        page.goto(address + path)
        page.wait_for_timeout(600)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        if path == CASE:
            assert page.evaluate("document.documentElement.scrollHeight") <= 768
        assert not violations
