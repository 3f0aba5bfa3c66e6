"""Turn core values into words, charts and documents; refuses to compute a verdict."""
