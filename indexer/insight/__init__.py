"""Room: what results say together: who answers, who does not, what is said twice, and what helps where nothing is."""
