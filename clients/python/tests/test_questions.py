"""Questions with answers of their own shape, on the Paris data."""

from __future__ import annotations

from pactgraph import Client


def test_what_if(paris: Client) -> None:
    answer = paris.what_if(attacker="RUS", victim="UKR", as_of="2026-01-07")
    assert list(answer.effects["obligationId"]) == ["obligation/paris-2026/support-if-attacked"]
    effect = answer.effects.iloc[0]
    assert (effect["change"], effect["certainty"], effect["before"], effect["after"]) == (
        "ACTIVATED",
        "CERTAIN",
        "DORMANT",
        "ACTIVE",
    )
    assert effect["bearers"] == "Coalition of the Willing"
    assert list(answer.matches["conditionId"]) == ["condition/paris-2026/new-attack"]
    quotes = answer.evidence.set_index("quote")
    assert quotes.loc["legal commitment", "speakers"] == "Emmanuel Macron"
    assert answer.evidence["verified"].all()
