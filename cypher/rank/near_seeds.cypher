// What can be a seed and has a key that begins like this?
//
// $start  string  beginning of a key
MATCH (seed:Account|Page|Post|Url|Domain|Hashtag) WHERE seed.key STARTS WITH $start
RETURN seed.key AS key LIMIT 20
