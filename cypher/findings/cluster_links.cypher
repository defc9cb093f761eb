// Which members of a cluster did its run link, the strongest first?
//
// $run      string   key of the run
// $cluster  string   key of the cluster
// $limit    integer  pairs to return
MATCH (cluster:Cluster {key: $cluster})<-[:MEMBER_OF]-(a)-[link:COORDINATED_WITH {run: $run}]->(b)
WHERE (b)-[:MEMBER_OF]->(cluster)
RETURN a.key AS a, b.key AS b, sum(link.objects) AS objects, min(link.q) AS q,
  collect(link.trace) AS traces
ORDER BY q, objects DESC, a, b LIMIT $limit
