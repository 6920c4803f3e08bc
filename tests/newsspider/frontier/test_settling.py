"""From finished to done: what is marked, and how, once its results are on disk."""

from __future__ import annotations

from newsspider.frontier.held import Held
from newsspider.frontier.settling import Settling


def held(
    number: int, *, answered: bool = True, reason: str | None = None, outcome: str | None = None
) -> Held:
    one = Held(number, bytes([number]), "a.example")
    one.answered, one.reason, one.outcome = answered, reason, outcome
    return one


def stored(settling: Settling, *requests: Held) -> None:
    for one in requests:
        settling.finish(one)
    settling.on_disk(settling.ask(), wanted=True)


def test_each_ends_by_what_was_said_of_it() -> None:
    settling = Settling()
    page, gone, broken, lost = (
        held(1),
        held(2, outcome="HTTP 404"),
        held(3, reason="x"),
        held(4, answered=False),
    )
    in_memory = held(0)
    stored(settling, page, gone, broken, lost, in_memory)
    settled = settling.settled()
    assert settled.held == [page, gone, broken, lost, in_memory]
    assert (settled.done, settled.outcomes) == ([1], [gone])
    assert settled.failed == {3: "x", 4: "it did not reach its callback"}


def test_what_is_fetched_again_meanwhile_is_not_marked() -> None:
    settling = Settling()
    first, second = held(1), held(2)
    settling.finish(first)
    settling.finish(second)
    number = settling.ask()
    first.round += 1
    settling.on_disk(number, wanted=True)
    assert settling.settled().held == [second]
    second.round += 1
    assert settling.settled().held == []


def test_nothing_is_marked_before_the_stores_have_answered() -> None:
    settling = Settling()
    settling.finish(held(1))
    number = settling.ask()
    assert settling.asking and settling.unstored == 1 and settling.settled().held == []
    settling.on_disk(number, wanted=False)  # too late
    assert not settling.asking and settling.settled().held == []


def test_a_page_waits_for_the_requests_in_memory_that_it_may_have_asked_for() -> None:
    settling = Settling()
    parent, child = held(1), held(0)
    parent.waits_for = 1
    child.holds.append(parent)
    settling.finish(parent)
    assert settling.finished == []
    stored(settling, child)
    settling.written(settling.settled())
    assert settling.finished == [parent] and settling.stored == []
