"""The page: views over a ``Searcher``, drawn with Streamlit. No engine is imported here."""
