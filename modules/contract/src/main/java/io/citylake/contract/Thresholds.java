package io.citylake.contract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much quarantine a run bears before it stops with nothing published. The ratio is of the
 * records read, 0 to 1; null is no bound.
 */
public record Thresholds(@Nullable Long maxRecords, @Nullable BigDecimal maxRatio) {}
