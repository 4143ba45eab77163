"""The choice of sentences against marks made by hand, on five real debates."""

from __future__ import annotations

import pytest

from tests.newsletter.report_marks import samples, scores, table


@pytest.mark.captured
def test_choice_beats_the_first_sentence_and_the_sentence_with_a_term(
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not samples().exists():
        pytest.skip("geen vastgelegde verslagen")
    found = scores()
    with capsys.disabled():
        print("\n" + table(found))
    total = {one.way: one for one in found if one.debate == "samen"}
    assert total["verslag"].precision >= 0.6
    for baseline in ("eerste zin", "zin met term"):
        assert total["verslag"].precision > 2 * total[baseline].precision
        assert total["boven de lijn"].f1 > total[baseline].f1
