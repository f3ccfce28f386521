package io.citylake.contract.job;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much quarantine a run bears before it stops with nothing published, or warns; null is no
 * bound.
 *
 * @param maxRecords the most refused records
 * @param maxRatio the greatest share refused of the records read, 0 to 1
 * @param minRecords as many refused records must there be for {@code maxRatio} to stop a run, since
 *     one bad record of a dozen says nothing; null is one
 * @param warnRatio a greater share refused is warned of; null is {@link #USUAL_WARN_RATIO}
 */
public record Thresholds(
    @Nullable Long maxRecords,
    @Nullable BigDecimal maxRatio,
    @Nullable Long minRecords,
    @Nullable BigDecimal warnRatio) {
  public static final BigDecimal USUAL_WARN_RATIO = new BigDecimal("0.2");

  /** Of fewer refused records than {@link #FEW}, where the job says nothing. */
  public static final BigDecimal WARN_RATIO_OF_FEW = new BigDecimal("0.5");

  public static final long FEW = 10;
  public static final Thresholds NONE = new Thresholds(null, null, null);

  public Thresholds(
      @Nullable Long maxRecords, @Nullable BigDecimal maxRatio, @Nullable Long minRecords) {
    this(maxRecords, maxRatio, minRecords, null);
  }

  /** The share of the records read above which so many refused ones are warned of. */
  public BigDecimal warnRatioOf(long refused) {
    if (warnRatio != null) {
      return warnRatio;
    }
    // A few records of a small file say nothing yet.
    return refused < FEW ? WARN_RATIO_OF_FEW : USUAL_WARN_RATIO;
  }

  /** These, and the others' where these have no bound. */
  public Thresholds or(Thresholds others) {
    return new Thresholds(
        maxRecords != null ? maxRecords : others.maxRecords,
        maxRatio != null ? maxRatio : others.maxRatio,
        minRecords != null ? minRecords : others.minRecords,
        warnRatio != null ? warnRatio : others.warnRatio);
  }
}
