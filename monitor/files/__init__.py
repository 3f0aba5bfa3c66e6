"""What people write into files, read into core values and Problems, and written back.

Nothing here raises on content: whatever stands in a file becomes values or problems that
name the place. It refuses to touch the database and to word a fault.
"""
