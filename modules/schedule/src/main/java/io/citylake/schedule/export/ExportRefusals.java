package io.citylake.schedule.export;

import io.citylake.contract.schedule.When;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import java.time.ZoneId;

/** Why something is not exported: it would mean something else there. */
final class ExportRefusals {
  private ExportRefusals() {}

  static CityLakeException zone(ZoneId zone, String whose) {
    return refused(
        "the zone of %s has no name that other schedulers know; name one such as Asia/Shanghai (zone=%s)"
            .formatted(whose, zone));
  }

  static CityLakeException seconds(JobName name, When when) {
    return refused(
        "%s has several moments within a minute, and other schedulers begin once a minute at most (schedule=%s)"
            .formatted(name, when));
  }

  static CityLakeException distance(JobName name, When.Every every, ZoneId zone) {
    return refused(
        "the moments of %s are at no times that a cron text names in %s, all days of the year; say such a text, or a distance that a day or an hour is a multiple of (schedule=%s)"
            .formatted(name, zone, every));
  }

  static CityLakeException placeholder(String what, String text) {
    return refused(
        "%s holds '${' or '$[', which the other scheduler replaces (%s=%s)"
            .formatted(what, what, text));
  }

  private static CityLakeException refused(String why) {
    return new CityLakeException(ErrorCode.EXPORT_REFUSED, "Cannot export the schedules: " + why);
  }
}
