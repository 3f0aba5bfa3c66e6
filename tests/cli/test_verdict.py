"""The verdict as one page, from the shell."""


def test_a_page_and_a_picture_are_written(demo, tmp_path):
    for form, start in (("pdf", b"%PDF-"), ("png", b"\x89PNG")):
        path = tmp_path / f"page.{form}"
        said = demo(f"verdict --as-of 2024-09-30 --format {form} -o", str(path))
        assert (said.code, said.err) == (0, "")
        assert path.read_bytes().startswith(start)


def test_the_same_question_has_the_same_page(demo, tmp_path):
    pages = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for path in pages:
        demo("verdict --as-of 2024-09-30 --known-at 2024-10-14T08:30:00+08:00 -o", str(path))
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_another_format_is_wrong_usage(demo):
    assert demo("verdict --format docx").code == 2
