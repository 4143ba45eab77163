"""What was written for the same records is not written again."""

from __future__ import annotations

from tracker.web.public.answers import Shelf, is_known


def test_the_same_records_are_written_once() -> None:
    shelf, written = Shelf(), []

    def write() -> bytes:
        written.append(1)
        return b"%d" % len(written)

    first = [shelf.body("a", ("x", 1), write) for _ in range(3)]
    other = shelf.body("a", ("x", 2), write)
    back = shelf.body("a", ("x", 1), write)

    assert first == [b"1", b"1", b"1"]
    assert (other, back) == (b"2", b"3")


def test_only_so_much_is_kept() -> None:
    shelf = Shelf(most=2)
    for address in "abca":
        shelf.body(address, 1, lambda: b"")

    assert list(shelf._kept) == ["c", "a"]


def test_an_etag_is_known_weak_strong_or_in_a_list() -> None:
    assert all(is_known(given, '"x"') for given in ('"x"', 'W/"x"', '"a", W/"x"', "*"))
    assert not any(is_known(given, '"x"') for given in ("", "x", '"xx"', '"a","b"'))
