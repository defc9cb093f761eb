// Which clusters did a run find, the strongest first?
//
// $run    string   key of the run
// $limit  integer  clusters to return
MATCH (cluster:Cluster {run: $run})
RETURN cluster.key AS cluster, cluster.name AS name, cluster.candidate AS candidate,
  cluster.score AS score, cluster.features AS features, cluster.accounts AS accounts,
  cluster.pages AS pages, cluster.posts AS posts, cluster.platforms AS platforms,
  cluster.traces AS traces, cluster.first_at AS first_at, cluster.last_at AS last_at
ORDER BY cluster.candidate, cluster.score DESC, cluster.key LIMIT $limit
