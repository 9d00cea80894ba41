"""The view of the documents: list, districts by year, files to be added."""
