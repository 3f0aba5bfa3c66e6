"""ADAPTER: rows to and from core values, with SQLAlchemy Core.

Every function takes a connection and never commits; a door opens the transaction.
``tables`` holds every table and nothing else; the other modules carry the name of the
core value they keep.
"""
