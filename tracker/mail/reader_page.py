"""A mail to a reader about their subscription as HTML, in the house style; pure.

Tables and inline styles, because Outlook knows little else; the dark colours are in a style
block for the programs that do. A line with a link in a part without a heading is a button.
"""

from __future__ import annotations

from html import escape

from tracker.letters import Letter, Line, Part

_INK, _SOFT, _LINK = "color:#1c2733;", "color:#4b5967;", "color:#0b4f8a;"
_TEXT = f"margin:0 0 16px;font-size:17px;line-height:1.5;{_INK}"
_SMALL = f"margin:0 0 12px;font-size:15px;line-height:1.5;{_SOFT}"
_FONT = "font-family:'Segoe UI',Calibri,Arial,sans-serif;"
_SERIF = "font-family:Georgia,'Times New Roman',serif;font-weight:normal;"
_DARK = """
@media (prefers-color-scheme: dark) {
.ground { background: #0d141b !important; } .paper { background: #16202a !important; }
.paper p, .paper li { color: #e8edf2 !important; } .paper .soft { color: #b4c1cd !important; }
.paper h1, .paper h2 { color: #b9d9f5 !important; } .paper a { color: #93c8f6 !important; }
.paper .go a { color: #ffffff !important; }
}
"""


def _safe(address: str) -> str:
    return escape(address, quote=True) if address.startswith(("https://", "http://")) else ""


def _button(line: Line) -> str:
    detail = f'<p class="soft" style="{_SMALL}">{escape(line.detail)}</p>' if line.detail else ""
    if not _safe(line.url):
        return f'<p style="{_TEXT}">{escape(line.text)}</p>{detail}'
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" '
        'style="margin:0 0 12px"><tbody><tr><td class="go" bgcolor="#0b2f52" '
        'style="background:#0b2f52;border:1px solid #74828f;border-radius:3px">'
        f'<a href="{_safe(line.url)}" style="display:inline-block;padding:13px 26px;'
        'font-size:17px;font-weight:600;color:#ffffff;text-decoration:none">'
        f"{escape(line.text)}</a></td></tr></tbody></table>{detail}"
    )


def _item(line: Line) -> str:
    text = escape(line.text)
    shown = f'<a href="{_safe(line.url)}" style="{_LINK}">{text}</a>' if _safe(line.url) else text
    return f'<li style="margin:0 0 6px;font-size:16px;line-height:1.5;{_INK}">{shown}</li>'


def _part(part: Part) -> str:
    if not part.heading and any(line.url for line in part.lines):
        return "".join(_button(line) for line in part.lines)
    heading = (
        f'<h2 style="{_SERIF}margin:24px 0 10px;font-size:21px;color:#0b2f52">'
        f"{escape(part.heading)}</h2>"
        if part.heading
        else ""
    )
    items = "".join(_item(line) for line in part.lines)
    return f'{heading}<ul style="margin:0 0 16px;padding:0 0 0 22px">{items}</ul>'


def html(letter: Letter) -> str:
    """Return the HTML part; nothing of the letter is unescaped."""
    parts = "".join(_part(part) for part in letter.parts)
    closing = f'<p class="soft" style="{_SMALL}">{escape(letter.closing)}</p>'
    body = (
        f'<h1 style="{_SERIF}margin:0 0 16px;font-size:27px;line-height:1.25;color:#0b2f52">'
        f'{escape(letter.title)}</h1><p style="{_TEXT}">{escape(letter.intro)}</p>{parts}'
        f"{closing if letter.closing else ''}"
    )
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(letter.title)}</title><style>{_DARK}</style></head>"
        f'<body class="ground" style="margin:0;padding:0;background:#eef2f5;{_FONT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'class="ground" style="background:#eef2f5"><tbody><tr>'
        '<td align="center" style="padding:0 0 24px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:600px;text-align:left">'
        '<tbody><tr><td bgcolor="#0b2f52" style="background:#0b2f52;padding:18px 24px;'
        f'{_SERIF}font-size:24px;color:#ffffff">Haagse Zaken<br><span style="{_FONT}'
        'font-size:15px;color:#cfe0ef">Nieuws uit Den Haag en Brussel voor de twaalf provincies'
        '</span></td></tr><tr><td class="paper" bgcolor="#ffffff" style="background:#ffffff;'
        f'padding:28px 24px 20px;overflow-wrap:anywhere">{body}</td></tr></tbody></table>'
        "</td></tr></tbody></table></body></html>"
    )
