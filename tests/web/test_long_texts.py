"""Markdown is rendered once for every text, but for long ones: thousands of them would fill the memory."""

import pytest

from trainer.web.rendering import inline_markdown, markdown


@pytest.mark.parametrize("render", [markdown, inline_markdown])
def test_a_short_text_is_rendered_once_and_a_long_one_each_time(render) -> None:
    assert render("A *word*.") is render("A *word*.")
    long = "x" * 20_001
    assert render(long) == render(long)
    assert render(long) is not render(long)
