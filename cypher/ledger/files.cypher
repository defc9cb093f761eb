// Which files are loaded, in which sets?
//
// scans: files are few
MATCH (file:SourceFile)
RETURN file.set AS set, file.source AS source, file.name AS name, file.sha256 AS sha256,
  file.read AS read, file.rejected AS rejected, file.loaded_at AS loaded_at
ORDER BY set, name
