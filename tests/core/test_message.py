"""Sentences that know their template: English strings in every respect, told in another language when asked."""

import copy
import json
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.message import Message, listed, message
from multiscale_fusion.core.reporter import Reporter, Share

GERMAN = {
    "{name} has {share:.1%} in {place}.": "In {place} hat {name} {share:.1%}.",
    "band {number}": "Kanal {number}",
    "Look again.": "Noch einmal nachsehen.",
}


def to_german(template):
    return GERMAN.get(template, template)


@pytest.fixture
def sentence():
    return message("{name} has {share:.1%} in {place}.", name="a.tif", share=0.123,
                   place=message("band {number}", number=2))


def test_it_is_its_english_sentence(sentence):
    english = "a.tif has 12.3% in band 2."
    assert sentence == english and hash(sentence) == hash(english) and {english: 1}[sentence] == 1
    assert isinstance(sentence, str) and type(str(sentence)) is str
    assert f"{sentence}" == english and sentence.upper() == english.upper()
    assert json.dumps({"a": sentence}) == json.dumps({"a": english})


def test_it_is_told_with_its_values(sentence):
    assert sentence.told(to_german) == "In Kanal 2 hat a.tif 12.3%."
    assert sentence.told(str) == sentence


def test_braces_in_values_are_no_places():
    told = message("band {number}", number="{number} {} {x")
    assert told == "band {number} {} {x" and told.told(to_german) == "Kanal {number} {} {x"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy] + [
    lambda each, protocol=protocol: pickle.loads(pickle.dumps(each, protocol))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
])
def test_copies_know_their_template(sentence, again):
    for copied in (again(sentence), again(FusionError(sentence)).sentence, again([sentence])[0]):
        assert type(copied) is Message and copied == sentence
        assert copied.told(to_german) == sentence.told(to_german)


def fail_in_a_worker(number):
    raise FusionError(message("band {number}", number=number))


def test_a_worker_s_error_can_be_told():
    with ProcessPoolExecutor(1) as pool, pytest.raises(FusionError) as caught:
        pool.submit(fail_in_a_worker, 7).result()
    assert str(caught.value) == "band 7" and caught.value.sentence.told(to_german) == "Kanal 7"


def test_the_sentence_of_an_error():
    assert FusionError("Plain text.").sentence == "Plain text."
    assert FusionError().sentence == ""


def test_a_list_is_told_part_by_part():
    parts = [message("band {number}", number=1), "b.tif", message("band {number}", number=3)]
    assert listed(parts) == "band 1, b.tif, band 3"
    assert listed(parts, "; ").told(to_german) == "Kanal 1; b.tif; Kanal 3"
    assert listed([]) == "" and listed(["{x}"]) == "{x}"


def test_findings_stay_plain_in_the_record(sentence):
    record = Finding("code", Severity.INFO, sentence, sentence, sentence).to_dict()
    assert {type(value) for value in record.values()} == {str}
    assert record["message"] == sentence


def test_findings_reach_the_reporter_as_one_message():
    class German(Reporter):
        def __init__(self):
            super().__init__()
            self.lines = []

        def info(self, text):
            self.lines.append(self.text(text))

        def text(self, text):
            return text.told(to_german)

    german = German()
    for subject in (message("band {number}", number=4), ""):
        for remedy in (message("Look again."), ""):
            Share(german).finding(Finding("code", Severity.INFO, subject, message("band {number}", number=5), remedy))
    assert german.lines == ["[code] Kanal 4: Kanal 5 Noch einmal nachsehen.", "[code] Kanal 4: Kanal 5",
                            "[code] Kanal 5 Noch einmal nachsehen.", "[code] Kanal 5"]
    assert Share(german).text(message("band {number}", number=6)) == "Kanal 6"
    assert Reporter().text(message("band {number}", number=6)) == "band 6"
