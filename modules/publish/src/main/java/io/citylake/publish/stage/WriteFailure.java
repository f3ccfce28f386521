package io.citylake.publish.stage;

import io.citylake.lake.catalog.TableDamage;
import io.citylake.lake.io.FileDamage;
import io.citylake.lake.io.StorageFault;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why a Spark job failed: an error of ours that a task raised, what the disk refused, or
 * a damaged file of the table. Spark wraps all of them in a checked exception that its methods
 * don't declare.
 */
public final class WriteFailure {
  private static final String SCRATCH = "spark.local.dir";
  private static final Logger LOG = LoggerFactory.getLogger(WriteFailure.class);

  private WriteFailure() {}

  /** Something that Spark does. */
  public interface Work {
    void run() throws Exception;
  }

  public static void explained(Table table, Work work) {
    try {
      work.run();
    } catch (Exception e) {
      throw explain(table, e);
    }
  }

  private static RuntimeException explain(Table table, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CityLakeException ours) {
        return new CityLakeException(ours.code(), ours.getMessage(), failure);
      }
    }
    Optional<CityLakeException> page = FileDamage.find(failure);
    if (page.isPresent()) {
      return page.get();
    }
    Optional<StorageFault> refused = StorageFault.find(failure);
    if (refused.isPresent()) {
      return refused(table, refused.get(), failure);
    }
    Optional<String> damaged = damage(table);
    if (damaged.isPresent()) {
      return new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot write rows of table %s: one of its files is missing or damaged (file=%s, metadata=%s); restore it, or roll back to an earlier snapshot"
              .formatted(
                  table.name(),
                  damaged.get(),
                  TableRefs.operations(table).current().metadataFileLocation()),
          failure);
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return new CityLakeException(
        ErrorCode.INTERNAL,
        "Cannot write rows of table %s: %s".formatted(table.name(), message),
        failure);
  }

  /** Each file of a table is named where it can't be written; what names none is Spark's own. */
  private static CityLakeException refused(Table table, StorageFault fault, Exception failure) {
    boolean named = fault.said().replace("Input/output", "").contains("/");
    String scratch =
        named
            ? ""
            : " where Spark puts aside what memory does not hold (spark.local.dir=%s)"
                .formatted(scratch());
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot write rows of table %s: %s%s; %s"
            .formatted(table.name(), fault.said(), scratch, fault.remedy()),
        failure);
  }

  private static String scratch() {
    try {
      return SparkSession.active().sparkContext().getConf().get(SCRATCH, "?");
    } catch (RuntimeException e) {
      LOG.debug("There is no session any more", e);
      return "?";
    }
  }

  private static Optional<String> damage(Table table) {
    try {
      return TableDamage.find(table);
    } catch (RuntimeException e) {
      LOG.debug("Cannot look for damage of table {}", table.name(), e);
      return Optional.empty();
    }
  }
}
