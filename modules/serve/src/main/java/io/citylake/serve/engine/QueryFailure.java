package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.lake.io.FileDamage;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told of a failed query: why, and never a value that the query met. */
final class QueryFailure {
  private static final Logger LOG = LoggerFactory.getLogger(QueryFailure.class);
  private static final int DEEPEST_CAUSE = 20;

  private QueryFailure() {}

  static CityLakeException of(Throwable failure, ServedQuery query) {
    Stop stop = query.stopped();
    if (stop != null) {
      return stopped(stop, query.limits());
    }
    if (failure instanceof CityLakeException known) {
      return known;
    }
    if (has(failure, OutOfMemoryError.class)) {
      return new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot answer the query: it needs more memory than there is; ask for less",
          failure);
    }
    if (has(failure, StackOverflowError.class)) {
      return new CityLakeException(
          ErrorCode.SQL_INVALID, "Cannot answer the query: it is nested too deeply", failure);
    }
    if (FileDamage.find(failure).isPresent()) {
      LOG.error("query={} read a damaged file", query.jobGroup(), failure);
      // Its path holds values of the rows' partition.
      return new CityLakeException(
          ErrorCode.FILE_DAMAGED,
          "Cannot answer the query: a file of the lake is damaged; the lake's operator finds it with citylake doctor --scrub",
          failure);
    }
    if (failure instanceof Exception raised) {
      LOG.info("query={} failed", query.jobGroup(), failure);
      // The gate knows whether the caller may see what Spark's sentence may hold.
      return query.governed().failure(raised);
    }
    LOG.error("query={} failed", query.jobGroup(), failure);
    return new CityLakeException(
        ErrorCode.INTERNAL,
        "Cannot answer the query: a fault of the server, which its log tells of (query=%s)"
            .formatted(query.jobGroup()),
        failure);
  }

  private static CityLakeException stopped(Stop stop, ResourceLimits limits) {
    return switch (stop) {
      case CANCELLED -> new CityLakeException(ErrorCode.CANCELLED, "The query was cancelled");
      case SHUTDOWN ->
          new CityLakeException(
              ErrorCode.CANCELLED, "The query was cancelled: the server is shutting down");
      case TOO_LONG -> tooLong("answer the query", limits);
    };
  }

  static CityLakeException tooLong(String what, ResourceLimits limits) {
    return new CityLakeException(
        ErrorCode.LIMIT_EXCEEDED,
        "Cannot %s: it took too long; ask for less (time=%s s)"
            .formatted(what, limits.time().toSeconds()));
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    Throwable each = failure;
    for (int i = 0; each != null && i < DEEPEST_CAUSE; i++, each = each.getCause()) {
      if (type.isInstance(each)) {
        return true;
      }
    }
    return false;
  }
}
