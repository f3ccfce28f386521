package io.citylake.read;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.contract.job.Thresholds;
import io.citylake.contract.settings.Settings;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Contracts for tests: a dataset of text columns that are called as in the source. */
public final class SampleJobs {
  public static final RunId RUN = new RunId("r20261122t145235123_k3f9qz");
  public static final Instant NOW = Instant.parse("2026-11-22T14:52:35Z");
  public static final Caps CAPS =
      new Caps(DataSize.parse("64GB"), 200, 10_000, 10_000, DataSize.parse("16MB"));
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private SampleJobs() {}

  public static Csv csv() {
    return new Csv(
        "utf-8",
        ",",
        "\"",
        "\"",
        true,
        new Header(true, 20),
        List.of(),
        List.of(),
        Ragged.REFUSE,
        null);
  }

  public static SourceSpec.Files files(String path, SourceSpec.FileFormat format) {
    return new SourceSpec.Files(path, format, Duration.ZERO);
  }

  public static Job job(SourceSpec source, String... names) {
    return new Job(
        JobName.parse("city.sample"),
        new Title("样本", "Sample"),
        "nobody",
        TableName.parse("city.ods_sample"),
        source,
        Stream.of(names).map(SampleJobs::mapping).toList(),
        Thresholds.NONE,
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }

  public static Mapping mapping(String name) {
    return new Mapping(
        name,
        new Mapping.Origin.From(List.of(name)),
        false,
        List.of(),
        List.of(),
        SHANGHAI,
        null,
        ".",
        false,
        false,
        true,
        Mapping.TextCase.KEEP,
        null,
        Map.of());
  }

  public static DatasetContract dataset(Map<String, ColumnType> columns) {
    return new DatasetContract(
        TableName.parse("city.ods_sample"),
        new Title("样本", "Sample"),
        "ods",
        "one row per line",
        "nobody",
        List.of(),
        null,
        WriteMode.APPEND,
        null,
        columns.entrySet().stream()
            .map(
                each ->
                    new ColumnContract(
                        each.getKey(),
                        each.getValue(),
                        new Title("列", "ColumnContract"),
                        null,
                        false,
                        1,
                        null,
                        List.of(),
                        List.of()))
            .toList(),
        List.of(),
        List.of(),
        null,
        null,
        SHANGHAI,
        List.of(),
        List.of(),
        List.of());
  }

  public static Settings settings(Path home) {
    return new Settings(
        home.resolve(".citylake"),
        new Settings.CatalogSettings("jdbc:sqlite:" + home.resolve("catalog.db"), null, null),
        URI.create("file:" + home.resolve("warehouse")),
        List.of("landing"),
        SHANGHAI,
        Thresholds.NONE,
        CAPS,
        Map.of(),
        Map.of());
  }
}
