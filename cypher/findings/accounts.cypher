// Which actors have a tier in a run, the highest score first?
//
// $run      string          key of the run
// $cluster  string or null  only members of this cluster
MATCH (actor:Account|Page)-[flagged:FLAGGED]->(:Run {key: $run})
OPTIONAL MATCH (actor)-[member:MEMBER_OF]->(cluster:Cluster {run: $run})
WITH actor, flagged, member, cluster WHERE $cluster IS NULL OR cluster.key = $cluster
CALL (actor) {
  OPTIONAL MATCH (actor)-[bears:BEARS]->(likeness:Likeness {run: $run})
  WITH likeness, bears ORDER BY likeness.trace, likeness.thing
  WITH likeness, bears WHERE likeness IS NOT NULL
  RETURN collect({trace: likeness.trace, thing: likeness.thing, q: bears.q}) AS likenesses
}
RETURN actor.key AS account, cluster.key AS cluster, flagged.tier AS tier, member.role AS role,
  flagged.score AS score, flagged.hits AS hits, flagged.expected AS expected,
  flagged.traces AS traces, flagged.p AS p, flagged.q AS q,
  likenesses
ORDER BY score DESC, CASE WHEN expected > 0 THEN hits / expected ELSE hits END DESC, account
