package io.citylake.read.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class TestFilesOnLocalDiskSpark extends FilesContract {
  @Override
  String directory(String name) throws IOException {
    return Files.createDirectories(home.resolve(name)).toString();
  }

  @Override
  void write(String directory, String file, byte[] content) throws IOException {
    Path path = Path.of(directory, file);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
  }

  @Override
  Map<String, String> hadoop() {
    return Map.of();
  }
}
