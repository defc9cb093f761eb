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
  split(toString(cluster.last_at), '[')[0] AS last_at
