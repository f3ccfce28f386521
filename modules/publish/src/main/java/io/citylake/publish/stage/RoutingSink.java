package io.citylake.publish.stage;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The write side of {@code judged.write()}: Spark makes it by name, and it finds the write that it
 * stands for by a token. Spark must be able to make it, so it is public.
 */
public final class RoutingSink implements TableProvider {
  private static final String TOKEN = "token";
  // Only the driver looks here; what goes to executors is serialised.
  private static final ConcurrentMap<String, RoutedWrite> OPEN = new ConcurrentHashMap<>();

  /** For Spark. */
  public RoutingSink() {}

  /** Runs a write; one Spark job. */
  public static void run(Dataset<Row> judged, RoutedWrite write) {
    Optional<RDD<InternalRow>> scanned = DirectWrite.rows(judged);
    if (scanned.isPresent()) {
      DirectWrite.run(judged.sparkSession(), scanned.get(), write);
      return;
    }
    String token = write.token();
    OPEN.put(token, write);
    try {
      judged.write().format(RoutingSink.class.getName()).option(TOKEN, token).mode("append").save();
    } finally {
      OPEN.remove(token);
    }
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return find(options).judgedSchema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new RoutingTable(find(new CaseInsensitiveStringMap(properties)));
  }

  private static RoutedWrite find(CaseInsensitiveStringMap options) {
    RoutedWrite write = OPEN.get(options.get(TOKEN));
    if (write == null) {
      throw new IllegalStateException("Cannot write judged rows: use Staging.write");
    }
    return write;
  }

  /** What Spark believes to append to. */
  private record RoutingTable(RoutedWrite target) implements Table, SupportsWrite {
    @Override
    public String name() {
      return target.name();
    }

    @Override
    @SuppressWarnings("deprecation") // columns() of the interface derives from it
    public StructType schema() {
      return target.judgedSchema();
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new WriteBuilder() {
        @Override
        public Write build() {
          return new Write() {
            @Override
            public String description() {
              return "route to " + target.name() + " and its quarantine";
            }

            @Override
            public BatchWrite toBatch() {
              return target.open(info);
            }
          };
        }
      };
    }
  }
}
