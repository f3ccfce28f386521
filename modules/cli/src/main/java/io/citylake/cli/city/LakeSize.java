package io.citylake.cli.city;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a lake takes of the disk.
 *
 * @param bytes of everything, the sources apart
 * @param dataFiles Parquet files
 * @param metadata bytes of Iceberg's own files: table metadata, manifests and their lists
 */
record LakeSize(long bytes, long dataFiles, long metadata) {
  /**
   * Looks at every file below a directory.
   *
   * @param sources below it, which does not count
   */
  static LakeSize of(Path directory, Path sources) throws IOException {
    Counted counted = new Counted(sources);
    Files.walkFileTree(directory, counted);
    return new LakeSize(counted.bytes, counted.dataFiles, counted.metadata);
  }

  private static final class Counted extends SimpleFileVisitor<Path> {
    private final Path sources;
    private long bytes;
    private long dataFiles;
    private long metadata;

    Counted(Path sources) {
      this.sources = sources;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      return dir.equals(sources) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      if (file.getFileName().toString().endsWith(".parquet")) {
        dataFiles++;
      } else if (file.getParent().endsWith("metadata")) {
        metadata += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    /** Upkeep's and Spark's own files may be gone by now. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
