"""Use cases: gather, decide in the core, store.

A service takes a connection and plain values, and callables for what lies outside; it
opens no transaction and ends none, except delivery, whose claim must be committed before
a letter leaves. It knows the core and the store and nothing else.
"""
