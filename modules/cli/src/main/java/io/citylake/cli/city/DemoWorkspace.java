package io.citylake.cli.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the repository's contracts to a directory of the demo's own, over what an earlier demo
 * left.
 */
final class DemoWorkspace extends SimpleFileVisitor<Path> {
  /** Only a directory that a demo made is made anew. */
  private static final String MARKER = ".citylake-demo";

  private final Path from;
  private final Path to;

  private DemoWorkspace(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  static void make(Path repository, Path demo) throws IOException {
    Path marker = demo.resolve(MARKER);
    if (Files.exists(demo)) {
      if (!Files.exists(marker)) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot make the demo there: the directory is none of an earlier demo; name another with --to (directory=%s)"
                .formatted(demo));
      }
      delete(demo);
    }
    Files.createDirectories(demo);
    Files.createFile(marker);
    for (String part : List.of("conf", "jobs")) {
      Files.walkFileTree(repository.resolve(part), new DemoWorkspace(repository, demo));
    }
  }

  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
      throws IOException {
    Files.createDirectories(to.resolve(from.relativize(dir).toString()));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Files.copy(file, to.resolve(from.relativize(file).toString()));
    return FileVisitResult.CONTINUE;
  }
}
