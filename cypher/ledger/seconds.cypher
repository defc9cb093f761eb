// Does a set give any of these posts a moment that is no whole minute?
//
// $set    string           name of the set
// $posts  list of strings  keys of posts
CALL () {
  UNWIND $posts AS key
  MATCH (:Post {key: key})<-[act:POSTED|PUBLISHED]-()
  WHERE $set IN act.sets AND (act.at.second <> 0 OR act.at.microsecond <> 0)
  WITH act LIMIT 1
  RETURN count(act) > 0 AS seconds
}
RETURN seconds
