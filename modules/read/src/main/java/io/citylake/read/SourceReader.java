package io.citylake.read;

/**
 * A job's source. It is asked on the driver what is new; nothing of the data moves before a batch's
 * frame is acted on.
 */
public interface SourceReader {
  /**
   * Lists what came since a position. Files are fingerprinted (each new one is read once); of a
   * database only the bounds are asked.
   *
   * @throws io.citylake.model.CityLakeException SOURCE_UNAVAILABLE, SOURCE_UNREADABLE,
   *     SOURCE_TOO_LARGE, PATH_OUTSIDE_ROOTS; METADATA_CORRUPT where the position is not one of
   *     this kind of source
   */
  ReadBatch plan(ReadRequest request);
}
