"""Rules over quality fields: what they mean, and what is said of wrong ones."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.quality.presets import presets
from multiscale_fusion.core.quality.rule import parse_rule
from multiscale_fusion.core.quality_ids import LEVELS, PRESET_IDS

CODES = np.arange(256, dtype=np.uint8)


def fields():
    return presets()["hls_fmask"].fields


def kept(text):
    """The codes of an Fmask that a rule keeps."""
    return set(CODES[parse_rule(text, fields()).keeps(CODES)].tolist())


def codes(condition):
    return {code for code in range(256) if condition(code)}


@pytest.mark.parametrize(("text", "condition"), [
    ("cloud == 0", lambda code: not code & 2),
    ("cloud = no", lambda code: not code & 2),
    ("CLOUD == Yes", lambda code: code & 2),
    ("cloud", lambda code: code & 2),
    ("not cloud and not cloud_shadow", lambda code: not code & 10),
    ("aerosol != high", lambda code: code >> 6 != 3),
    ("aerosol >= 2", lambda code: code >> 6 >= 2),
    ("aerosol < moderate", lambda code: code >> 6 < 2),
    ("aerosol in (low, 0b11)", lambda code: code >> 6 in (1, 3)),
    ("aerosol not in (low, high)", lambda code: code >> 6 not in (1, 3)),
    ("value == 0x40", lambda code: code == 64),
    ("bit3 == 1 or bits6_7 == 2", lambda code: code & 8 or code >> 6 == 2),
    ("cloud == 0 or shadow == 0 and snow == 0", lambda code: not code & 2 or not code & 24),
    ("(cloud == 0 or shadow == 0) and snow == 0", lambda code: (not code & 2 or not code & 8) and not code & 16),
    ("not (cloud or shadow)", lambda code: not code & 10),
    ("not not cloud", lambda code: code & 2),
    ("cloud == 0 and cloud_shadow == 0 and adjacent == 0 and aerosol != high",
     lambda code: not code & 14 and code >> 6 != 3),
])
def test_meaning(text, condition):
    assert kept(text) == codes(condition)


@pytest.mark.parametrize(("text", "place", "words"), [
    ("clod == 0", 1, "(clod): hls_fmask has no such field, but cloud; its fields are cirrus, cloud, adjacent"),
    ("cloud == 2", 10, "(2): cloud holds 0 to 1"),
    ("cloud == ", 10, "a value of cloud must stand here"),
    ("cloud == 0 and", 15, "those of hls_fmask are cirrus, cloud"),
    ("aerosol", 1, "must be compared with a value"),
    ("aerosol != hi", 12, "they are climatology, low, moderate, high"),
    ("cloud == 0 & snow == 0", 12, "(&)"),
    ("(cloud == 0", 12, "a closing bracket is missing"),
    ("cloud == 0 cloud == 1", 12, "only and, or, or the end of the rule"),
    ("aerosol in low", 12, "an opening bracket"),
    ("aerosol in (low", 16, "a comma or a closing bracket"),
    ("aerosol < 1.5", 11, "whole numbers"),
    ("__import__('os')", 1, "hls_fmask has no such field"),
    ("cloud == 0 and value == 12monkeys", 25, "(1)"),
])
def test_a_wrong_rule_is_told_with_its_place(text, place, words):
    with pytest.raises(FusionError) as raised:
        parse_rule(text, fields())
    sentence = str(raised.value)
    assert f"character {place}" in sentence and words in sentence
    assert sentence.endswith(".") and "\n" not in sentence


def test_an_empty_rule_names_the_fields():
    with pytest.raises(FusionError, match="The rule is empty; write one over cirrus, cloud"):
        parse_rule("  ", fields())


def test_nesting_has_an_end():
    with pytest.raises(FusionError, match="nested more than 50 deep"):
        parse_rule("(" * 200 + "cloud" + ")" * 200, fields())


def test_a_word_of_several_values_stands_for_all_of_them():
    quality = presets()["mod13_quality"].fields
    stored = np.arange(16, dtype=np.uint16) << 2
    found = parse_rule("usefulness == decreasing_quality", quality).keeps(stored)
    assert np.flatnonzero(found).tolist() == [2, 4, 8, 9, 10]
    with pytest.raises(FusionError, match="several values of usefulness"):
        parse_rule("usefulness <= decreasing_quality", quality)


def test_first_words_of_a_value_are_enough_where_they_tell():
    state = presets()["mod09ga_state"].fields
    stored = np.arange(4, dtype=np.uint16)
    assert parse_rule("cloud == not_set", state).keeps(stored).tolist() == [False, False, False, True]
    with pytest.raises(FusionError, match="no value of mandatory is called so"):
        parse_rule("mandatory == produced", presets()["mod11_qc"].fields)


def test_words():
    rule = parse_rule("cloud == 0 and (aerosol <= low or not snow)", fields())
    assert str(rule.words()) == \
        "cloud is no (0) and (aerosol is climatology (0) or low (1) or not (snow is yes (1)))"
    quality = presets()["mod13_quality"].fields
    assert str(parse_rule("usefulness == decreasing_quality", quality).words()) == \
        "usefulness is decreasing quality (2, 4, 8, 9, 10)"


def test_ids_are_those_of_the_table_in_its_order():
    assert tuple(presets()) == PRESET_IDS


@pytest.mark.parametrize("name", PRESET_IDS)
def test_levels_of_a_preset_are_rules_and_stricter_ones_keep_less(name):
    preset = presets()[name]
    assert set(preset.rules) == set(LEVELS) and len(preset.source) > 40
    if preset.fields.is_quantity:
        values = np.linspace(0.0, 10.0, 101)
    else:
        # Only codes that the fields can hold: others have no order.
        held = [[number << field.bits.first for number, _ in field.values] if field.bits else
                [number for number, _ in field.values] for field in preset.fields.named]
        random = np.random.default_rng(1)
        drawn = [random.choice(np.array(each, np.uint32), 200_000) for each in held]
        values = np.bitwise_or.reduce([np.where(random.random(each.size) < 0.7, 0, each) for each in drawn])
        values[0] = 1 << 30 if name == "mod09_qc_500m" else 0
    strict, normal, lenient = (parse_rule(preset.rules[level], preset.fields).keeps(values) for level in LEVELS)
    assert strict.any() and not (strict & ~normal).any() and not (normal & ~lenient).any()
    assert not lenient.all()


NAMES = [field.name for field in presets()["hls_fmask"].fields.named]


@st.composite
def rules(draw, depth=3):
    """A rule, and the same as a Python function of a code."""
    shape = draw(st.sampled_from(["compare"] if depth == 0 else ["compare", "and", "or", "not"]))
    if shape == "compare":
        first = {name: place for place, name in enumerate(NAMES)}
        name = draw(st.sampled_from(NAMES))
        width = 2 if name == "aerosol" else 1
        number = draw(st.integers(0, 2**width - 1))
        sign = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
        return f"{name} {sign} {number}", lambda code: eval(  # noqa: S307 (the test's own reference)
            f"{code // 2**first[name] % 2**width} {sign} {number}")
    if shape == "not":
        text, of = draw(rules(depth=depth - 1))
        return f"not ({text})", lambda code: not of(code)
    (text_a, a), (text_b, b) = draw(rules(depth=depth - 1)), draw(rules(depth=depth - 1))
    if shape == "and":
        return f"({text_a}) and ({text_b})", lambda code: a(code) and b(code)
    return f"({text_a}) or ({text_b})", lambda code: a(code) or b(code)


@given(rules())
def test_any_rule_means_what_python_means(rule):
    text, of = rule
    assert kept(text) == codes(of)


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_one_sentence(text):
    try:
        parse_rule(text, fields())
    except FusionError as error:
        assert str(error).endswith(".")


def test_all_words_of_all_values_can_be_written():
    for preset, quoted in itertools.product(presets().values(), (False, True)):
        for field in preset.fields.named:
            for number, name in field.values:
                word = f'"{name}"' if quoted else field.words[0]
                parse_rule(f"{field.name} == {word}", preset.fields)
                assert number in field.numbers_of(name)
