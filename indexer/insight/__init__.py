"""Room: what results say together: which districts answer, and which do not."""
