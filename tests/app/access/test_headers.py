"""What a browser may do with the page."""

from __future__ import annotations

from app.access.headers import content_policy, inline_scripts, security_headers


def test_only_scripts_that_are_known_run() -> None:
    policy = dict(part.split(" ", 1) for part in content_policy().split("; "))
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["script-src"].count("'sha256-") == len(inline_scripts()) == 2
    assert "prerenderReady" in inline_scripts()[0]  # Streamlit's
    assert "gzCopy" in inline_scripts()[1]  # ours
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not [source for source in " ".join(policy.values()).split() if "http" in source or "*" in source]


def test_no_source_is_told_what_was_searched_for() -> None:
    headers = {name.decode(): value.decode() for name, value in security_headers()}
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
