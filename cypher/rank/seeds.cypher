// What has one of these keys?
//
// $keys  list of strings  keys of accounts, pages or whatever they act on
UNWIND $keys AS key
MATCH (seed:Account|Page|Post|Url|Domain|Hashtag|Text|Image {key: key})
RETURN head(labels(seed)) AS label, seed.key AS key ORDER BY key, label
