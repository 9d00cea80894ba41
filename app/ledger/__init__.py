"""The view of commitments: list, chart, pairs."""
