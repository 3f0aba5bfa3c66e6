"""Values and arithmetic: what was promised, what was done, and the verdict between them.

Pure: no I/O, no clock, no database, no wording. Read in this order:

- ``measure``, ``quantity``, ``goal``   numbers as people write them, exact, in base units
- ``period``, ``workdays``              days, spans, due days
- ``target``, ``pace``, ``rule``        a promise, the way to it, and how far behind is how bad
- ``observation``, ``standing``         what was entered, and what it amounts to period by period
- ``owed``                              which figures are due, late or stale
- ``judgement``, ``scorecard``          one verdict, and all of them arranged so that they close
- ``report``, ``letter``                when an edition falls due, and what leaves by mail
"""
