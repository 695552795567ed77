"""Damaged files of every format: a sentence or a lawful story, never anything else."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import CRASHERS, SEEDS, check, mutated


@pytest.mark.parametrize("name", SEEDS)
def test_every_seed_is_a_story(name):
    assert check(SEEDS[name], name) is not None


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.integers(0, 2**48))
def test_a_damaged_file_is_a_sentence_or_a_lawful_story(name, seed):
    found, data = mutated(random.Random(seed), name)
    check(data, found)


@pytest.mark.parametrize("case", sorted(CRASHERS.iterdir()), ids=lambda case: case.name)
def test_what_once_broke_a_reader_does_so_no_more(case):
    check(case.read_bytes(), case.name.partition("-")[2])
