// How far was a growing file read?
//
// $key  string  key of the file
MATCH (file:SourceFile {key: $key})
RETURN file.position AS position, file.sha256 AS sha256, file.read AS read, file.rejected AS rejected
