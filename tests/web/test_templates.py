"""What templates may never have: scripts and styles within, unsafe text, forms without a token."""

import re
from pathlib import Path

import pytest

from tracker.web.frame.rendering import TEMPLATES

FOLDER = Path(TEMPLATES.loader.searchpath[0])  # type: ignore[union-attr]
FILES = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.html"))
OPEN = {"/sign-in", "/sign-in/again", "/invitation", "/preferences"}
"""Where forms of strangers are sent: there is no session whose token they could have."""
BACK = {"account/unsubscribe.html"}
"""Whose forms strangers send back to the address that they came from, which holds a secret."""
TAG = re.compile(r"<(\w+)((?:[^<>{]|\{\{.*?\}\}|\{%.*?%\})*)>", re.DOTALL)
FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "an event handler": r"\son[a-z]+\s*=",
    "a script's address": r"javascript:",
    "something from elsewhere": r"""(?:href|src|action)\s*=\s*["'](?:https?:)?//""",
    "scripts of htmx": r"\shx-(?:on|vals\s*=\s*[\"']js:)",
}


def source(name: str) -> str:
    """The template without its comments."""
    return re.sub(r"\{#.*?#\}", "", (FOLDER / name).read_text("utf-8"), flags=re.DOTALL)


def test_there_are_templates_to_look_at() -> None:
    assert len(FILES) > 20
    assert {"base.html", "parts/forms.html"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_template_can_be_compiled(name: str) -> None:
    assert TEMPLATES.get_template(name)


@pytest.mark.parametrize("name", FILES)
def test_no_template_has_what_the_policy_of_pages_forbids(name: str) -> None:
    text = source(name)
    for tag, told in TAG.findall(text):
        assert tag != "style", f"<style> in {name}"
        if tag == "script":
            assert "src=" in told or 'type="application/json"' in told, f"a script within {name}"
        for what, pattern in FORBIDDEN.items():
            assert not re.search(pattern, told, re.IGNORECASE), f"{what} in {name}: <{tag}{told}>"


@pytest.mark.parametrize("name", FILES)
def test_no_template_takes_text_for_markup(name: str) -> None:
    text = source(name)
    assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b", text), name


@pytest.mark.parametrize("name", FILES)
def test_every_form_that_writes_has_the_token_of_its_session(name: str) -> None:
    text = source(name)
    for form in re.findall(r"<form\b.*?(?:</form>|$)", text, re.DOTALL):
        opening = form.partition(">")[0]
        action = re.search(r'action="([^"]*)"', opening)
        is_open = action[1] in OPEN if action else name in BACK
        if 'method="post"' in opening and not is_open:
            assert 'name="csrf"' in form, f"{name}: {opening}"
        if 'method="post"' not in opening:
            assert 'name="csrf"' not in form, f"a token would stand in an address: {name}"


@pytest.mark.parametrize("name", FILES)
def test_every_page_is_within_the_frame(name: str) -> None:
    text = source(name)
    if "<html" in text or "{% extends" not in text:
        assert name == "base.html" or "<html" not in text, name
        return
    assert '{% extends "base.html" %}' in text, name
    assert "{% block title %}" in text, name
    assert text.count("<h1") == 1 or "{% include" in text or "{% call" in text, name
