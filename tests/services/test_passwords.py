"""Passwords as they are kept."""

import importlib.util

from monitor.services import passwords


def test_a_password_matches_its_own_hash_alone():
    kept = passwords.hashed("对的-Aa1")
    assert passwords.matches("对的-Aa1", kept)
    assert not passwords.matches("错的-Aa1", kept)


def test_nobody_has_a_password():
    assert not passwords.matches("nobody's password", None)


def test_what_is_no_hash_matches_nothing():
    assert not passwords.matches("x", "not a hash")


def test_outside_the_tests_a_guess_costs_what_the_library_recommends():
    assert passwords.__spec__ is not None
    fresh = importlib.util.module_from_spec(passwords.__spec__)
    passwords.__spec__.loader.exec_module(fresh)
    assert (fresh.HASHER.time_cost, fresh.HASHER.memory_cost) == (3, 65536)
