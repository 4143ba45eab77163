"""How much an item matters, with its reason, on its page and in lists."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient

from tests.web.world import NOW, STIKSTOF, Kamer, debate


def test_an_important_debate_says_so_with_the_reason(client: TestClient, kamer: Kamer) -> None:
    soon = NOW + timedelta(days=2)
    item_id = kamer.add(debate("Stikstof en de provincies", starts_at=soon), STIKSTOF)

    page = client.get(f"/items/{item_id}").text
    agenda = client.get("/agenda").text

    assert "Belang: hoog (" in page
    assert "noemt provincies" in page
    assert "binnen een week" in page
    assert "belang hoog" in agenda


def test_what_is_not_ours_has_no_importance(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate("De wereldhandel"), relevant=False)

    page = client.get(f"/items/{item_id}").text

    assert "Belang:" not in page
    assert "belang hoog" not in page
