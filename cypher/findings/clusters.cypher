// Which clusters did a run find, the strongest first?
//
// $run    string   key of the run
// $limit  integer  clusters to return
MATCH (cluster:Cluster {run: $run})
RETURN cluster.key AS cluster, cluster.name AS name, cluster.candidate AS candidate,
  cluster.score AS score, cluster.features AS features, cluster.accounts AS accounts,
  cluster.pages AS pages, cluster.posts AS posts, cluster.platforms AS platforms,
  cluster.traces AS traces, cluster.first_at AS first_at, cluster.last_at AS last_at,
  cluster.lineage AS lineage, cluster.quiet AS quiet,
  COLLECT {
    MATCH (cluster)-[step:CONTINUES]->(earlier:Cluster)
    WITH step, earlier ORDER BY step.overlap DESC, earlier.key
    RETURN {cluster: earlier.key, run: earlier.run, kind: step.kind, overlap: step.overlap}
  } AS continues,
  COLLECT {
    MATCH (cluster)<-[step:CONTINUES]-(later:Cluster)
    MATCH (after:Run {key: later.run}) WHERE after.finished_at IS NOT NULL
    WITH step, later ORDER BY step.overlap DESC, later.key
    RETURN {cluster: later.key, run: later.run, kind: step.kind, overlap: step.overlap}
  } AS continued_by
ORDER BY cluster.candidate, cluster.score DESC, cluster.key LIMIT $limit
