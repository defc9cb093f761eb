// Who belongs to each cluster of a run?
//
// $run  string or null  key of the run
MATCH (cluster:Cluster {run: $run})
RETURN cluster.key AS cluster, cluster.lineage AS lineage, cluster.first_at AS first_at,
  cluster.last_at AS last_at,
  COLLECT { MATCH (actor:Account|Page)-[:MEMBER_OF]->(cluster) RETURN actor.key } AS members
ORDER BY cluster
