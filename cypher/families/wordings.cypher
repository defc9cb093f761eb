// What do the wordings of so many words say?
//
// $least  integer  fewest words of a wording that is of interest
// scans: every wording is read
MATCH (text:Text)
WHERE text.words >= $least AND text.wording IS NOT NULL
WITH collect(text) AS texts
UNWIND range(0, size(texts) - 1, 10000) AS start
WITH texts[start..start + 10000] AS some
RETURN [text IN some | text.key] AS keys, [text IN some | text.wording] AS wordings
