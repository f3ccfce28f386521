package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.lake.system.SystemRows;
import io.citylake.model.JobName;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.read.file.DeliveredFiles.Delivered;
import io.citylake.run.delivery.DeliveryService;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/**
 * The files that jobs have met: {@code _sys.deliveries}, from the jobs' positions, one job's at a
 * time. How many rows of each are where is what {@code citylake deliveries} counts.
 */
final class DeliveryRows implements SystemRows {
  private final Workspace workspace;
  private final Lake lake;

  DeliveryRows(Workspace workspace, Lake lake) {
    this.workspace = workspace;
    this.lake = lake;
  }

  @Override
  public Iterator<@Nullable Object[]> read(Request request) {
    Predicate<String> ofJob = FreshnessRows.named(request, "job");
    Predicate<String> ofTarget = FreshnessRows.named(request, "target");
    return workspace.jobs().values().stream()
        .filter(job -> request.shows(job.target()))
        .filter(job -> ofJob.test(job.name().toString()) && ofTarget.test(job.target().toString()))
        .flatMap(job -> files(job).map(file -> row(job, file, request.columns())))
        .iterator();
  }

  private Stream<Delivered> files(Job job) {
    Table table;
    try {
      table = lake.catalog().loadTable(Lake.identifier(job.target()));
    } catch (NoSuchTableException e) {
      // It is applied by nobody yet.
      return Stream.empty();
    }
    JobName name = job.name();
    return DeliveredFiles.list(PositionStore.read(table, TableRefs.refresh(table), name)).stream();
  }

  private static @Nullable Object[] row(Job job, Delivered file, List<String> columns) {
    return columns.stream().map(column -> cell(job, file, column)).toArray();
  }

  private static Object cell(Job job, Delivered file, String column) {
    return switch (column) {
      case "id" -> DeliveryService.id(job.name(), file.source());
      case "job" -> job.name().toString();
      case "target" -> job.target().toString();
      case "source" -> file.source();
      case "modified_at" -> Instant.ofEpochMilli(file.modified());
      case "state" -> file.state().name().toLowerCase(Locale.ROOT);
      default -> throw new IllegalArgumentException("no column " + column);
    };
  }
}
