"""What was found → rows, sheets and files: for people, for spreadsheets, for programs."""
