// Which clusters did a run find, the strongest first?
//
// $run    string       key of the run
// $after  map or null  candidate, score and key of the last cluster that was returned
// $limit  integer      clusters to return
MATCH (cluster:Cluster {run: $run})
WHERE $after IS NULL OR cluster.candidate > $after.candidate
  OR cluster.candidate = $after.candidate AND (cluster.score < $after.score
    OR cluster.score = $after.score AND cluster.key > $after.key)
WITH cluster ORDER BY cluster.candidate, cluster.score DESC, cluster.key
WITH collect(cluster) AS found
RETURN [cluster IN found[..$limit] | cluster {
  cluster: cluster.key, .run, .name, .candidate, .score, .features, .accounts, .pages, .posts,
  .platforms, .traces,
  first_at: split(toString(cluster.first_at), '[')[0],
  last_at: split(toString(cluster.last_at), '[')[0]
}] AS items, size(found) AS matching,
  last([cluster IN found[..$limit] | cluster {.candidate, .score, .key}]) AS end
