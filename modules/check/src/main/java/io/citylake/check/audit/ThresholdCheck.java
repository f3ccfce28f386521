package io.citylake.check.audit;

import io.citylake.contract.job.Thresholds;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a run's counts allow it to go on to publishing. */
public final class ThresholdCheck {
  private static final int SHOWN_REASONS = 5;

  private ThresholdCheck() {}

  /**
   * Passes quietly, or stops the run.
   *
   * @throws CityLakeException TALLY_UNBALANCED where records are unaccounted for, ROW_REFUSED_FATAL
   *     where a rule of severity {@code fail} was broken, THRESHOLD_EXCEEDED where more records
   *     were refused than the job bears
   */
  public static void verify(Tally tally, Thresholds thresholds) {
    if (!tally.balanced()) {
      throw new CityLakeException(
          ErrorCode.TALLY_UNBALANCED,
          "Cannot publish the run: of %d records read, %d were accepted, %d quarantined and %d duplicates, which leaves %d unaccounted for"
              .formatted(
                  tally.read(),
                  tally.accepted(),
                  tally.quarantined(),
                  tally.duplicates(),
                  tally.read() - tally.accepted() - tally.quarantined() - tally.duplicates()));
    }
    if (tally.fatal() > 0) {
      throw new CityLakeException(
          ErrorCode.ROW_REFUSED_FATAL,
          "Cannot publish the run: %d of %d records broke a rule of severity fail (%s)"
              .formatted(tally.fatal(), tally.read(), reasons(tally)));
    }
    Long most = thresholds.maxRecords();
    if (most != null && tally.refused() > most) {
      throw exceeded(tally, "more than max-records=" + most);
    }
    BigDecimal ratio = thresholds.maxRatio();
    Long least = thresholds.minRecords();
    if (ratio != null
        && (least == null || tally.refused() >= least)
        && BigDecimal.valueOf(tally.refused())
                .compareTo(ratio.multiply(BigDecimal.valueOf(tally.read())))
            > 0) {
      throw exceeded(tally, "more than max-ratio=" + percent(ratio));
    }
  }

  /**
   * What is to be said of a run that passes with a high share refused, or with everything.
   *
   * @param known how many of the refused records were refused before, as they are
   */
  public static Optional<AuditFinding> remark(Tally tally, long known, Thresholds thresholds) {
    if (tally.refused() > 0 && tally.refused() == tally.read()) {
      return Optional.of(
          new AuditFinding(
              "quarantine",
              known < tally.refused() ? AuditFinding.Verdict.ATTENTION : AuditFinding.Verdict.WARN,
              "all %,d records were refused (%s)".formatted(tally.read(), reasons(tally))));
    }
    BigDecimal ratio = thresholds.warnRatioOf(tally.refused());
    boolean high =
        BigDecimal.valueOf(tally.refused())
                .compareTo(ratio.multiply(BigDecimal.valueOf(tally.read())))
            > 0;
    return high
        ? Optional.of(
            new AuditFinding(
                "quarantine",
                AuditFinding.Verdict.WARN,
                "%,d of %,d records (%s) were refused, more than warn-ratio=%s (%s)"
                    .formatted(
                        tally.refused(),
                        tally.read(),
                        percent(share(tally)),
                        percent(ratio),
                        reasons(tally))))
        : Optional.empty();
  }

  private static BigDecimal share(Tally tally) {
    return BigDecimal.valueOf(tally.refused())
        .divide(BigDecimal.valueOf(Math.max(tally.read(), 1)), 6, RoundingMode.HALF_UP);
  }

  private static CityLakeException exceeded(Tally tally, String bound) {
    BigDecimal ratio = share(tally);
    return new CityLakeException(
        ErrorCode.THRESHOLD_EXCEEDED,
        "Cannot publish the run: %d of %d records (%s) were refused, %s (%s)"
            .formatted(tally.refused(), tally.read(), percent(ratio), bound, reasons(tally)));
  }

  private static String percent(BigDecimal ratio) {
    return ratio.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  /** The most frequent reasons; ties in the order of their labels. */
  private static String reasons(Tally tally) {
    return tally.reasons().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(SHOWN_REASONS)
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
