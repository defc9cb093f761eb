// Is every moment that a set gives a whole minute?
//
// $set  string  name of the set
// scans: a set that tells only minutes is read to its end; any other stops at its first second
CALL () {
  MATCH ()-[act:POSTED|PUBLISHED]->() WHERE $set IN act.sets AND act.at IS NOT NULL
  WITH act LIMIT 1
  RETURN count(act) > 0 AS some
}
CALL () {
  MATCH ()-[act:POSTED|PUBLISHED]->()
  WHERE $set IN act.sets AND (act.at.second <> 0 OR act.at.microsecond <> 0)
  WITH act LIMIT 1
  RETURN count(act) > 0 AS seconds
}
RETURN some AND NOT seconds AS whole_minutes
