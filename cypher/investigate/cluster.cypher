// What is this cluster, if its run ended?
//
// $cluster  string  key of the cluster
MATCH (cluster:Cluster {key: $cluster})
MATCH (run:Run {key: cluster.run}) WHERE run.finished_at IS NOT NULL
RETURN cluster.key AS cluster, cluster.run AS run, cluster.name AS name,
  cluster.candidate AS candidate, cluster.score AS score, cluster.features AS features,
  cluster.accounts AS accounts, cluster.pages AS pages, cluster.posts AS posts,
  cluster.platforms AS platforms, cluster.traces AS traces,
  split(toString(cluster.first_at), '[')[0] AS first_at,
  split(toString(cluster.last_at), '[')[0] AS last_at,
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
