package io.citylake.transform;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.TableName;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small contracts. */
public final class Contracts {
  private Contracts() {}

  /** Columns are written {@code name type}. */
  public static DatasetContract dataset(
      WriteMode mode,
      List<String> key,
      @Nullable String sequence,
      DatasetContract.@Nullable DeleteCondition deletes,
      String... columns) {
    return new DatasetContract(
        new TableName("t", "ods_t"),
        new Title("表", "Table"),
        "ods",
        "",
        "",
        key,
        sequence,
        mode,
        deletes,
        List.of(columns).stream().map(Contracts::column).toList(),
        List.of(),
        List.of(),
        null,
        null,
        ZoneId.of("Asia/Shanghai"),
        List.of(),
        List.of(),
        List.of());
  }

  private static ColumnContract column(String text) {
    String[] parts = text.split(" ");
    return new ColumnContract(
        parts[0],
        ColumnType.parse(parts[1]),
        new Title(parts[0], parts[0]),
        null,
        false,
        1,
        null,
        List.of(),
        List.of());
  }
}
