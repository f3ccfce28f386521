package io.citylake.city;

import io.citylake.city.file.Landing;
import java.io.IOException;
import java.io.Serializable;
import java.sql.SQLException;

/**
 * What one department sends for one job. Has no state: parts are written at once by many threads
 * and on many machines. What a part holds follows from the request's seed and scale and from the
 * part alone; files of two parts, or of two sources, never have one name.
 */
public interface CitySource extends Serializable {
  /** The job whose input this is, as {@code theme.job}. */
  String job();

  Cut cut();

  /** Writes the part's files and counts what it writes. */
  void write(Part part, Landing landing, JobCount count) throws IOException, SQLException;

  /**
   * Plants, or takes back, what no part can know alone because it depends on which others there
   * are, such as a comparison with the days before.
   *
   * @param made which there are
   * @param count of all these parts together
   */
  default void relate(MadeDays made, JobCount count) {}
}
