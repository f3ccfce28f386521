package io.citylake.city.play;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;

/**
 * Where a source is played to.
 *
 * @param live the job that loads what is played, as {@code theme.job}
 */
public record FeedDoor(PlayedSource source, String live, FeedWay way) {
  FeedSender open() {
    return way.open(toString());
  }

  /** What sending again doesn't mend. */
  static CityLakeException refused(String what, String why) {
    return new CityLakeException(ErrorCode.PLAY_REFUSED, "Cannot play %s: %s".formatted(what, why));
  }

  @Override
  public String toString() {
    return source.job() + " to " + way;
  }
}
