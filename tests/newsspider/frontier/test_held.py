"""Requests that are leased and not begun."""

from __future__ import annotations

from scrapy import Request

from newsspider.frontier.held import Held, ReadyQueue


def held(number: int, host: str = "a.example") -> Held:
    return Held(number, bytes([number]), host)


def test_the_highest_priority_comes_first_then_the_longest_waiting() -> None:
    ready = ReadyQueue()
    for number, (priority, place) in enumerate(((0, 5), (0, 4), (9, 7), (0, 4))):
        ready.push(Request(f"https://a.example/{number}", priority=priority), held(number), place)
    order = []
    while ready:
        order.append(ready.pop().held.id)
    assert order == [2, 1, 3, 0]


def test_a_host_is_taken_out() -> None:
    ready = ReadyQueue()
    one, other = held(1), held(2, "b.example")
    for each in (one, one, other):
        ready.push(Request("https://a.example/"), each, 0)
    assert one.tries == 2 and one.open
    assert ready.which(lambda each: each.host == "a.example") == [one, one]
    ready.drop(lambda each: each.host == "a.example")
    assert ready.hosts() == {"b.example"} and ready.pop().held is other and not ready
