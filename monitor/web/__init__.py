"""The pages for people and the same values for programs, over HTTP."""
