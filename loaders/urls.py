"""Links in one spelling, so that the same destination is one node."""

import re
from typing import Final

import polars as pl

from loaders.distinct import each_once
from loaders.kinds import LONGEST_KEY

LINK: Final = (
    r"(?i)^(?:(?P<scheme>https?)://(?:[^/?#\\]*@)?)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[^/?#@:\\\[\]\s]{1,253})(?::(?P<port>[0-9]{0,5}))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?$"
)
BARE_DOMAIN: Final = r"^(?:[^.]{1,63}\.)+[a-z](?:[a-z0-9-]*[a-z0-9])$"
"""What a host must look like where no scheme says that the text is a link."""

LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST: Final = rf"^(?:\[[0-9a-f:.]+\]|{LABEL}(?:\.{LABEL})*)$"

TRACKING: Final = (
    r"(?i)&(?:utm_[^=&]*|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|igsh|"
    r"igshid|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|ref_src|ref_url|"
    r"fb_action_ids|fb_action_types|fb_source|xtor|at_medium|at_campaign|cmpid|wt_mc)(?:=[^&]*)?&"
)
"""Parameters that say how a reader came, never what is shown."""

PLAIN: Final = r"!$&'()*+,\-./0-9:;=?@A-Z_a-z~"
ODD: Final = re.compile(rf"%([0-9A-Fa-f]{{2}})|[^{PLAIN}]")
UNRESERVED: Final = re.compile(r"[0-9A-Za-z._~-]")


def links(values: pl.Series) -> pl.DataFrame:
    """Columns url and domain for each text; both null where it is no web address.

    The canonical address is https (http shows the same page nearly everywhere), the host in lower
    case and ASCII without a final dot, no user, default port, fragment or tracking parameter, "/"
    for an empty path; the other parameters keep their order. Escapes are kept only where they say
    something, in capitals. ``example.org/a`` without a scheme is an address too. The domain is the
    host without a leading ``www.``: no list of public suffixes is consulted. An address of more
    than LONGEST_KEY bytes is none.
    """
    return each_once(values, _links)


def domains(values: pl.Series) -> pl.Series:
    """The domain of each text, which is a host or an address; null where it is neither."""
    return links(values)["domain"].alias(values.name)


def _links(texts: pl.Series) -> pl.DataFrame:
    cleaned = texts.str.strip_chars().str.replace_all(r"[\t\r\n]", "")
    part = cleaned.str.extract_groups(LINK).struct.unnest()
    query = _without_tracking(_spelt(part["query"].fill_null("")))
    part = part.with_columns(
        host=_hosts(part["host"]),
        port=pl.col("port").str.strip_chars_start("0").fill_null(""),
        path=_resolved(_spelt(part["path"].fill_null("/"))),
        query=query,
    )
    is_default = pl.col("port").is_in(["", "80", "443"])
    port = pl.when(is_default).then(pl.lit("")).otherwise(":" + pl.col("port"))
    asked = pl.when(pl.col("query") == "").then(pl.lit("")).otherwise("?" + pl.col("query"))
    url = pl.concat_str(pl.lit("https://"), "host", port, "path", asked)
    looks_so = pl.col("scheme").is_not_null() | pl.col("host").str.contains(BARE_DOMAIN)
    fits = looks_so & (url.str.len_bytes() <= LONGEST_KEY)
    domain = pl.col("host").str.replace(r"^(?:www\.)+([^.]+\..+)$", "${1}")
    return part.select(url=pl.when(fits).then(url), domain=pl.when(fits).then(domain))


def _hosts(hosts: pl.Series) -> pl.Series:
    """Lower case and ASCII (names in other scripts as ``xn--``); null where it is no host."""
    lower = hosts.str.to_lowercase().str.strip_chars_end(".")
    foreign = lower.str.contains(r"[^\x00-\x7f]").fill_null(value=False).arg_true()
    if len(foreign):
        lower = lower.scatter(foreign, [_ascii(host) for host in lower.gather(foreign)])
    return lower.set(~lower.str.contains(HOST).fill_null(value=False), None)


def _ascii(host: str) -> str | None:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _spelt(parts: pl.Series) -> pl.Series:
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


def _resolved(paths: pl.Series) -> pl.Series:
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


def _without_tracking(queries: pl.Series) -> pl.Series:
    """Every parameter is put between two ampersands first, for the pattern cannot look around."""
    between = "&" + queries.str.replace_all("&", "&&", literal=True) + "&"
    kept = between.str.replace_all(TRACKING, "")
    return kept.str.replace_all("&+", "&").str.strip_chars("&")
