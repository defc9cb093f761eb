// Who is this account or page, and what did the latest run that names it say?
//
// $key   string   key of the actor
// $most  integer  longest text in characters; what is longer is cut
MATCH (actor:Account|Page {key: $key})
CALL (actor) {
  OPTIONAL MATCH (actor)-[flagged:FLAGGED]->(run:Run) WHERE run.finished_at IS NOT NULL
  WITH flagged, run ORDER BY run.finished_at DESC, run.key DESC LIMIT 1
  OPTIONAL MATCH (actor)-[member:MEMBER_OF]->(cluster:Cluster {run: run.key})
  WITH flagged, run, member, cluster LIMIT 1
  RETURN CASE WHEN run IS NULL THEN null ELSE {
    run: run.key, cluster: cluster.key, role: member.role, tier: flagged.tier,
    score: flagged.score, hits: flagged.hits, expected: flagged.expected,
    traces: flagged.traces, p: flagged.p, q: flagged.q
  } END AS finding
}
RETURN actor.key AS key, head(labels(actor)) AS label, actor.display_name AS display_name,
  actor.platform AS platform, actor.kind AS kind, left(actor.handle, $most) AS handle,
  left(actor.name, $most) AS name, left(coalesce(actor.bio, actor.about), $most) AS about,
  left(actor.location, $most) AS location, actor.language AS language, actor.country AS country,
  split(toString(actor.created_at), '[')[0] AS created_at, actor.followers AS followers,
  actor.following AS following, coalesce(actor.sets, []) AS sets, finding
