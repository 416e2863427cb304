"""Reads over more than one table of the notebook; nothing here writes."""
