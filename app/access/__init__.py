"""Who may open the page and do what: the gate before every request, sign-in, roles, limits, the audit log."""
