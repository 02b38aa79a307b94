"""The statistical recogniser, with a small pipeline made here."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tui.entities import get_recogniser, make_notes
from tui.entities.recogniser import Span
from tui.errors import RecogniserError
from tui.model import Kind


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import spacy

    model = spacy.blank("en")
    ruler: Any = model.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Angela Merkel"},
            {"label": "PERSON", "pattern": "Merkel"},
            {"label": "ORG", "pattern": "the European Union"},
            {"label": "GPE", "pattern": "Berlin"},
            {"label": "EVENT", "pattern": "World Cup"},
            {"label": "NORP", "pattern": "German"},
        ]
    )
    folder = tmp_path_factory.mktemp("models") / "ruled"
    model.to_disk(folder)
    return folder


TEXT = "Angela Merkel told the European Union in Berlin that the World Cup was won. Merkel’s German team cheered."


def test_labels_become_kinds(pipeline: Path) -> None:
    spans = get_recogniser("spacy", str(pipeline)).recognise(TEXT)
    assert [(TEXT[span.start : span.end], span.kind) for span in spans] == [
        ("Angela Merkel", Kind.PERSON),
        ("European Union", Kind.ORGANISATION),
        ("Berlin", Kind.PLACE),
        ("World Cup", Kind.OTHER),
        ("Merkel", Kind.PERSON),
    ]


def test_its_names_are_joined_like_all_others(pipeline: Path) -> None:
    notes = make_notes("0" * 12, TEXT, language="en", recogniser=get_recogniser("spacy", str(pipeline)))
    assert notes.entities[0].name == "Angela Merkel"
    assert notes.entities[0].names == ("Angela Merkel", "Merkel")


def test_a_text_over_the_pipelines_limit_is_read_in_pieces(pipeline: Path) -> None:
    recogniser = get_recogniser("spacy", str(pipeline))
    text = "Berlin " * 200_000
    spans = recogniser.recognise(text)
    assert len(spans) == 200_000
    assert spans[-1] == Span(len(text) - 7, len(text) - 1, Kind.PLACE)


def test_the_version_names_the_model(pipeline: Path) -> None:
    import spacy

    assert get_recogniser("spacy", str(pipeline)).version.startswith(f"spacy-{spacy.about.__version__}-")


def test_an_installed_model_is_loaded_by_its_name(
    pipeline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "en_made_here"
    package.mkdir()
    shutil.copytree(pipeline, package / "en_made_here-1.2.3")
    meta = json.loads((pipeline / "meta.json").read_text(encoding="utf-8"))
    (package / "meta.json").write_text(json.dumps(meta | {"name": "made_here", "version": "1.2.3"}), encoding="utf-8")
    (package / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n",
        encoding="utf-8",
    )
    installed = tmp_path / "en_made_here-1.2.3.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: en_made_here\nVersion: 1.2.3\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    recogniser = get_recogniser("spacy", "en_made_here")
    assert [span.kind for span in recogniser.recognise("Berlin")] == [Kind.PLACE]


def test_a_missing_model_is_told_with_a_hint() -> None:
    with pytest.raises(RecogniserError, match="no model 'xx_nowhere'") as caught:
        get_recogniser("spacy", "xx_nowhere")
    assert "python -m spacy download xx_nowhere" in caught.value.hint


def test_missing_spacy_is_told_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(RecogniserError, match="not installed") as caught:
        get_recogniser("spacy")
    assert "builtin" in caught.value.hint


def test_an_unknown_recogniser_is_told() -> None:
    with pytest.raises(RecogniserError, match="'bert'"):
        get_recogniser("bert")
