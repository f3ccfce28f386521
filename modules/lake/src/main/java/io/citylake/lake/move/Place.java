package io.citylake.lake.move;

import io.citylake.lake.io.DurableFileIo;
import io.citylake.lake.io.LocalPaths;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.RewriteTablePathUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Where files are said to be, and where they are now. Reading a file by its old location opens the
 * one that came here, whether the old one is still there or not.
 *
 * @param from as locations begin that were written there, without a slash at the end
 * @param to as they shall begin
 * @param directory the warehouse as it is now
 */
record Place(String from, String to, Path directory) {
  /**
   * The place that a location tells of.
   *
   * @param from the warehouse as it was, a plain path; empty where the location is not under it
   */
  static Optional<Place> of(String location, String from, Path directory) {
    return Stream.of(from, "file:" + from, "file://" + from)
        .filter(form -> location.startsWith(form + "/"))
        .findFirst()
        .map(form -> new Place(form, LocalPaths.uri(directory), directory));
  }

  String moved(String location) {
    return RewriteTablePathUtil.newPath(location, from, to);
  }

  /** Below the warehouse, in the old one and in this. */
  String relative(String location) {
    return RewriteTablePathUtil.relativize(location, from);
  }

  Path here(String location) {
    return directory.resolve(relative(location));
  }

  /** Reads here what is said to be there. */
  FileIO files() {
    return new Redirected(this, new DurableFileIo());
  }

  private record Redirected(Place place, DurableFileIo files) implements FileIO {
    @Override
    public InputFile newInputFile(String location) {
      return files.newInputFile(place.here(location).toString());
    }

    @Override
    public InputFile newInputFile(String location, long length) {
      return newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
      return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
      throw new UnsupportedOperationException("Cannot delete " + location);
    }
  }
}
