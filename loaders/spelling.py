"""Paths and queries of addresses in one spelling."""

import re
from typing import Final

import polars as pl

TRACKING: Final = (
    r"(?i)&(?:(?:utm_[^=&]*|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|"
    r"igsh|igshid|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|ref_src|"
    r"ref_url|fb_action_ids|fb_action_types|fb_source|xtor|at_medium|at_campaign|cmpid|wt_mc|"
    r"__twitter_impression|usqp|amp_js_v|amp_gsa)(?:=[^&]*)?|"
    r"amp(?:=(?:1|true)?)?|output(?:type)?=amp)&"
)
"""Parameters that say how a reader came or on what screen, never what is shown."""

AMP_END: Final = r"^(/.*?[^/])(?:/+amp)+(/?)$"

PLAIN: Final = r"!$&'()*+,\-./0-9:;=?@A-Z_a-z~"
ODD: Final = re.compile(rf"%([0-9A-Fa-f]{{2}})|[^{PLAIN}]")
UNRESERVED: Final = re.compile(r"[0-9A-Za-z._~-]")


def spelt(parts: pl.Series) -> pl.Series:
    """Escapes of letters undone, others in capitals, and what should be escaped is."""
    odd = parts.str.contains(f"[^{PLAIN}]").arg_true()
    if not len(odd):
        return parts
    return parts.scatter(odd, [ODD.sub(_escape, part) for part in parts.gather(odd)])


def _escape(found: re.Match[str]) -> str:
    if found[1]:
        char = chr(int(found[1], 16))
        return char if UNRESERVED.fullmatch(char) else found[0].upper()
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def resolved(paths: pl.Series) -> pl.Series:
    """Paths without the segments ``.`` and ``..``."""
    dotted = paths.str.contains(r"/\.\.?(?:/|$)").arg_true()
    if not len(dotted):
        return paths
    return paths.scatter(dotted, [_walked(path) for path in paths.gather(dotted)])


def _walked(path: str) -> str:
    """RFC 3986, 5.2.4."""
    kept: list[str] = []
    *segments, last = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if last == "..":
        kept = kept[:-1]
    end = "" if last in {".", ".."} else last
    return "/" + "/".join([*kept, end])


def without_tracking(queries: pl.Series) -> pl.Series:
    """Every parameter is put between two ampersands first, for the pattern cannot look around."""
    between = "&" + queries.str.replace_all("&", "&&", literal=True) + "&"
    kept = between.str.replace_all(TRACKING, "")
    return kept.str.replace_all("&+", "&").str.strip_chars("&")


def without_amp(paths: pl.Series) -> pl.Series:
    """Without a last segment ``amp``, unless it is the whole path."""
    return paths.str.replace(AMP_END, "${1}${2}")
