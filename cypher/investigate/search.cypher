// Which nodes do these words find, the best first?
//
// $words  string           a Lucene query; what its user typed is escaped
// $kinds  list of strings  labels that count
// $most   integer          best matches of the index to look at
// $after  map or null      score and key of the last item that was returned
// $limit  integer          items to return
CALL db.index.fulltext.queryNodes('search', $words, {limit: $most}) YIELD node, score
WITH collect([node, score]) AS looked
CALL (looked) {
  UNWIND looked AS each
  WITH each[0] AS node, each[1] AS score
  WHERE any(label IN labels(node) WHERE label IN $kinds)
    AND (NOT node:Cluster OR EXISTS {
      MATCH (run:Run {key: node.run}) WHERE run.finished_at IS NOT NULL
    })
    AND ($after IS NULL OR score < $after.score OR score = $after.score AND node.key > $after.key)
  WITH node, score ORDER BY score DESC, node.key
  RETURN collect([node, score]) AS found
}
RETURN [each IN found[..$limit] | {
  key: each[0].key, label: head(labels(each[0])), display_name: each[0].display_name,
  score: each[1]
}] AS items, size(found) AS matching,
  last([each IN found[..$limit] | {score: each[1], key: each[0].key}]) AS end,
  size(looked) AS looked
