// Which clusters of the earlier run that a run was compared with does nothing carry on?
//
// $run  string  key of the run
MATCH (run:Run {key: $run})
MATCH (gone:Cluster {run: run.compared_with})
WHERE NOT EXISTS { (gone)<-[step:CONTINUES]-(:Cluster {run: $run}) WHERE step.kind <> 'successor' }
RETURN gone.key AS key, gone.name AS caption ORDER BY key
