// Who belongs to a cluster, the highest score first?
//
// $cluster  string       key of the cluster
// $after    map or null  score, lift and key of the last member that was returned
// $limit    integer      members to return
MATCH (cluster:Cluster {key: $cluster})
MATCH (run:Run {key: cluster.run}) WHERE run.finished_at IS NOT NULL
CALL (cluster, run) {
  MATCH (actor:Account|Page)-[member:MEMBER_OF]->(cluster)
  OPTIONAL MATCH (actor)-[flagged:FLAGGED]->(run)
  WITH actor, member, flagged, coalesce(flagged.score, 0.0) AS score,
    CASE WHEN flagged.expected > 0 THEN flagged.hits / flagged.expected
      ELSE toFloat(coalesce(flagged.hits, 0)) END AS lift
  WHERE $after IS NULL OR score < $after.score OR score = $after.score AND (
    lift < $after.lift OR lift = $after.lift AND actor.key > $after.key)
  WITH actor, member, flagged, score, lift ORDER BY score DESC, lift DESC, actor.key
  RETURN collect([actor, member, flagged]) AS found,
    collect({score: score, lift: lift, key: actor.key}) AS places
}
RETURN [each IN found[..$limit] | {
  account: each[0].key, label: head(labels(each[0])), display_name: each[0].display_name,
  cluster: cluster.key, tier: each[1].tier, role: each[1].role, share: each[1].share,
  score: each[2].score, hits: each[2].hits, expected: each[2].expected,
  traces: each[2].traces, p: each[2].p, q: each[2].q
}] AS items, size(found) AS matching, last(places[..$limit]) AS end
