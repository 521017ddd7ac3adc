"""A light first view: icons drawn in place, one style sheet of rules in use, few scripts."""

from needsbook.book.lean import drop_scripts, find_names, inline_icons, join_sheets, lighten_site

PAGE = """<html><head>
<link href="_static/a.css?digest=1" rel="stylesheet" />
<link href="_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="_static/b.css?v=2" />
<script defer src="_static/scripts/fontawesome.js?digest=1"></script>
<script src="_static/clipboard.min.js"></script>
<script src="_static/doctools.js"></script>
<script src="searchindex.js"></script>
</head><body><i class="fa-solid fa-sun" title="Light"></i><p class="used">x</p></body></html>"""


def test_icons_are_drawn_in_the_page():
    made = inline_icons(PAGE)
    assert '<i class="fa-solid fa-sun" title="Light"><svg class="nb-icon"' in made
    assert 'aria-hidden="true"' in made


def test_scripts_load_where_they_are_used():
    lean = drop_scripts(PAGE, search=False)
    assert "doctools.js" in lean
    assert not [name for name in ("fontawesome", "clipboard", "searchindex") if name in lean]
    assert "searchindex.js" in drop_scripts(PAGE, search=True)
    assert "clipboard" in drop_scripts(PAGE.replace("used", "highlight-text highlight"), False)


def test_rules_that_can_match_are_kept_and_others_dropped():
    used = find_names(['<p class="used" id="here">'], ["element.classList.add('shown')"])
    sheet = join_sheets(
        [
            "@charset 'x'; .used, .unused { color: red } .unused p { color: blue }",
            "a:not(.unused) { top: 0 } .shown #here { left: 0 } .nb-own { right: 0 }"
            "@media print { .unused { x: y } .used { x: z } } @media screen { .unused { a: b } }",
        ],
        used,
    )
    assert sheet.split() == [
        ".used{color:",
        "red}",
        "a:not(.unused){top:",
        "0}",
        ".shown",
        "#here{left:",
        "0}",
        ".nb-own{right:",
        "0}",
        "@media",
        "print{.used{x:",
        "z}",
        "}",
    ]


def test_a_site_keeps_one_sheet_with_what_others_import(tmp_path):
    static = tmp_path / "_static"
    (static / "styles").mkdir(parents=True)
    (static / "styles" / "theme.css").write_text("", encoding="utf-8")
    (static / "basic.css").write_text(".used { top: 1px }", encoding="utf-8")
    (static / "a.css").write_text('@import url("basic.css"); body { left: 0 }', encoding="utf-8")
    (static / "b.css").write_text("p { color: red }", encoding="utf-8")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    lighten_site(tmp_path)
    sheet = (static / "book.css").read_text(encoding="utf-8")
    assert sheet.index("top: 1px") < sheet.index("left: 0") < sheet.index("color: red")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count('rel="stylesheet"') == 1
    assert not (static / "a.css").exists()
