package io.citylake.testkit;

import io.citylake.contract.BrokenFiles;
import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.map.CityMap;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small contracts for tests, and ways to vary them. */
public final class Contracts {
  private Contracts() {}

  /** {@code air.ods_reading}: station (key), taken_at, value; no partitioning. */
  public static DatasetContract readings() {
    return new DatasetContract(
        TableName.parse("air.ods_reading"),
        new Title("空气质量读数", "Air quality readings"),
        "ods",
        "one row per station and reading",
        "生态环境局",
        List.of("station"),
        null,
        WriteMode.APPEND,
        null,
        List.of(
            column("station", ColumnType.Simple.STRING, true),
            column("taken_at", ColumnType.Simple.TIMESTAMP, false),
            column("value", ColumnType.Simple.INT, false)),
        List.of(),
        List.of(),
        null,
        null,
        ZoneId.of("Asia/Shanghai"),
        List.of(),
        List.of(),
        List.of());
  }

  public static ColumnContract column(String name, ColumnType type, boolean required) {
    return new ColumnContract(
        name, type, new Title(name, name), null, required, 1, null, List.of(), List.of());
  }

  public static DatasetContract withColumns(DatasetContract dataset, List<ColumnContract> columns) {
    return copy(dataset, dataset.title(), columns, dataset.partitionBy(), dataset.sortBy());
  }

  public static DatasetContract withTitle(DatasetContract dataset, Title title) {
    return copy(dataset, title, dataset.columns(), dataset.partitionBy(), dataset.sortBy());
  }

  public static DatasetContract withPartitions(
      DatasetContract dataset, List<PartitionField> parts) {
    return copy(dataset, dataset.title(), dataset.columns(), parts, dataset.sortBy());
  }

  public static DatasetContract withSort(DatasetContract dataset, List<SortField> fields) {
    return copy(dataset, dataset.title(), dataset.columns(), dataset.partitionBy(), fields);
  }

  private static DatasetContract copy(
      DatasetContract from,
      Title title,
      List<ColumnContract> columns,
      List<PartitionField> partitionBy,
      List<SortField> sortBy) {
    return new DatasetContract(
        from.name(),
        title,
        from.layer(),
        from.grain(),
        from.owner(),
        from.key(),
        from.sequence(),
        from.writeMode(),
        from.deletes(),
        columns,
        partitionBy,
        sortBy,
        from.updateCycle(),
        from.retention(),
        from.zone(),
        from.tags(),
        from.expressions(),
        from.audits());
  }

  /** A workspace that declares these datasets and nothing else. */
  public static Workspace workspace(Path home, Settings settings, DatasetContract... datasets) {
    SortedMap<String, Theme> themes = new TreeMap<>();
    SortedMap<TableName, DatasetContract> byName = new TreeMap<>();
    for (DatasetContract dataset : datasets) {
      String theme = dataset.name().theme();
      themes.put(theme, new Theme(theme, new Title(theme, theme), "owner", List.of(), null, null));
      byName.put(dataset.name(), dataset);
    }
    return new Workspace(
        home,
        settings,
        themes,
        byName,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        CityMap.none(),
        Policies.none(),
        BrokenFiles.none());
  }
}
