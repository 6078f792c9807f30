"""Small drawings: hidden from screen readers, with words beside them, and nothing where there is nothing to draw."""

from __future__ import annotations

from defusedxml import ElementTree

from clew_server.web.figures.drawing import share_bar, sparkline


def test_a_line_goes_through_its_points_and_leaves_gaps():
    svg = str(sparkline([1.0, 2.0, None, 3.0, 2.0]))
    assert len([path for path in ElementTree.fromstring(svg).findall("path") if not path.get("class")]) == 2


def test_intervals_are_a_band():
    bands = ElementTree.fromstring(str(sparkline([(1.0, 0.0, 2.0), (2.0, 1.0, 3.0)]))).findall("path[@class='band']")
    assert len(bands) == 1


def test_one_point_is_no_line():
    assert sparkline([1.0]) == sparkline([]) == sparkline([None, 4.0]) == ""


def test_it_is_hidden_and_has_words_beside_it():
    svg = str(sparkline([1, 2], "bad", "from 1 to <2>"))
    assert 'aria-hidden="true"' in svg
    assert 'class="spark bad"' in svg
    assert "from 1 to &lt;2&gt;" in svg


def test_a_flat_line_is_drawn():
    assert "nan" not in str(sparkline([3, 3, 3]))


def test_a_bar_begins_at_zero_and_stays_inside():
    bar = ElementTree.fromstring(str(share_bar(1.4, 0.2, 0.6)))
    widths = [float(rect.get("width")) for rect in bar.findall("rect")]
    assert widths == [100, 100, 40]
