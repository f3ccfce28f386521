package io.citylake.contract.settings;

import io.citylake.model.DataSize;
import java.time.Duration;

/**
 * Answers that a server keeps on its disk, so that whoever asked pages through them.
 *
 * @param perUser bytes of one user's
 * @param all bytes of everybody's
 * @param keep how long each is kept
 */
public record ResultSettings(DataSize perUser, DataSize all, Duration keep) {
  public static ResultSettings standard() {
    return new ResultSettings(DataSize.parse("1GB"), DataSize.parse("4GB"), Duration.ofMinutes(30));
  }
}
