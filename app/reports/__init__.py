"""The view of what readers reported, the form to report and to correct."""
