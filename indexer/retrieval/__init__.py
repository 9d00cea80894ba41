"""Room: clauses → keyword index and vectors; words of the user → results."""
