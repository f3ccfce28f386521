package io.citylake.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.PartitionField.Transform;
import io.citylake.contract.dataset.WriteMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Rows are of one partition where clocks of the contract's zone say so. */
class TestPartitionConditionSpark {
  private static final SparkSession SPARK = LocalLake.session();
  private static final long SEED = Long.getLong("citylake.seed", 20_261_129L);

  private static DatasetContract dataset(ZoneId zone, PartitionField... parts) {
    DatasetContract plain =
        Contracts.dataset(
            WriteMode.REPLACE,
            List.of(),
            null,
            null,
            "id int",
            "at timestamp",
            "day date",
            "area string");
    return new DatasetContract(
        plain.name(),
        plain.title(),
        plain.layer(),
        plain.grain(),
        plain.owner(),
        plain.key(),
        plain.sequence(),
        plain.writeMode(),
        plain.deletes(),
        plain.columns(),
        List.of(parts),
        plain.sortBy(),
        null,
        null,
        zone,
        List.of(),
        List.of(),
        List.of());
  }

  private static PartitionField by(Transform transform, String column) {
    return new PartitionField(transform, column, 4);
  }

  /** For each row the ids of those in its partition, as the condition finds them. */
  private static Map<Integer, Set<Integer>> partitions(Dataset<Row> rows, DatasetContract dataset) {
    PartitionCondition condition = PartitionCondition.of(dataset);
    List<String> columns = new ArrayList<>(condition.bounds());
    columns.add("id");
    Map<List<Object>, Set<Integer>> known = new HashMap<>();
    Map<Integer, Set<Integer>> found = new HashMap<>();
    for (Row row : rows.selectExpr(columns.toArray(new String[0])).collectAsList()) {
      List<Object> key = new ArrayList<>();
      for (int i = 0; i < condition.width(); i++) {
        key.add(row.get(i));
      }
      found.put(
          row.getInt(condition.width()),
          known.computeIfAbsent(
              key,
              each ->
                  rows
                      .where(condition.of(row, new HashMap<>()))
                      .select("id")
                      .collectAsList()
                      .stream()
                      .map(other -> other.getInt(0))
                      .collect(Collectors.toSet())));
    }
    return found;
  }

  @Test
  void hoursDaysMonthsAndYearsAreTheZones() {
    Random random = new Random(SEED);
    // Half an hour twice, a day in two parts, clocks set at midnight, a day that never was.
    for (String id :
        List.of(
            "Asia/Shanghai",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "America/Sao_Paulo",
            "Pacific/Apia")) {
      ZoneId zone = ZoneId.of(id);
      List<Instant> instants = instants(zone, random);
      Dataset<Row> rows = rows(instants).persist();
      for (Transform unit :
          List.of(Transform.HOUR, Transform.DAY, Transform.MONTH, Transform.YEAR)) {
        Map<Integer, Set<Integer>> expected = new HashMap<>();
        for (int i = 0; i < instants.size(); i++) {
          Set<Integer> same = new HashSet<>();
          for (int j = 0; j < instants.size(); j++) {
            if (begin(instants.get(i), zone, unit).equals(begin(instants.get(j), zone, unit))) {
              same.add(j);
            }
          }
          expected.put(i, same);
        }
        assertThat(partitions(rows, dataset(zone, by(unit, "at"))))
            .as("%s by %s, seed %d", id, unit, SEED)
            .isEqualTo(expected);
      }
      rows.unpersist();
    }
  }

  private static LocalDateTime begin(Instant at, ZoneId zone, Transform unit) {
    LocalDateTime local = LocalDateTime.ofInstant(at, zone);
    return switch (unit) {
      case HOUR -> local.truncatedTo(ChronoUnit.HOURS);
      case DAY -> local.truncatedTo(ChronoUnit.DAYS);
      case MONTH -> local.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      default -> local.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
    };
  }

  private static List<Instant> instants(ZoneId zone, Random random) {
    List<Instant> all = new ArrayList<>();
    Instant at = Instant.parse("1988-01-01T00:00:00Z");
    for (int i = 0; i < 4; i++) {
      ZoneOffsetTransition next =
          zone.getRules().nextTransition(at.plusSeconds(86_400L * random.nextInt(900)));
      if (next == null) {
        break;
      }
      at = next.getInstant();
      for (int j = 0; j < 6; j++) {
        all.add(at.plusSeconds(random.nextInt(3 * 3_600) - 5_400).plusNanos(1_000));
      }
    }
    for (int i = 0; i < 6; i++) {
      all.add(
          LocalDateTime.of(2026, 1 + random.nextInt(2), 1, 0, 0)
              .atZone(zone)
              .toInstant()
              .minusNanos(random.nextInt(2) * 1_000L));
    }
    return all;
  }

  private static Dataset<Row> rows(List<Instant> instants) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < instants.size(); i++) {
      Instant at = instants.get(i);
      values.add(
          "(%d, timestamp_micros(%d))"
              .formatted(i, at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000));
    }
    return SPARK.sql("SELECT * FROM VALUES " + String.join(", ", values) + " AS v(id, at)");
  }

  @Test
  void partsHoldTogetherAndNullsAreAValue() {
    Dataset<Row> rows =
        SPARK.sql(
            "SELECT * FROM VALUES (1, DATE'2026-01-31', 'a'), (2, DATE'2026-01-01', 'a'),"
                + " (3, DATE'2026-02-01', 'a'), (4, DATE'2026-01-01', 'it''s'), (5, NULL, 'a'),"
                + " (6, NULL, NULL), (7, NULL, NULL) AS v(id, day, area)");
    ZoneId zone = ZoneId.of("UTC");
    assertThat(
            partitions(
                rows, dataset(zone, by(Transform.MONTH, "day"), by(Transform.IDENTITY, "area"))))
        .isEqualTo(
            Map.of(
                1, Set.of(1, 2),
                2, Set.of(1, 2),
                3, Set.of(3),
                4, Set.of(4),
                5, Set.of(5),
                6, Set.of(6, 7),
                7, Set.of(6, 7)));
    assertThat(partitions(rows, dataset(zone)).get(1)).hasSize(7);
    assertThat(partitions(rows, dataset(zone, by(Transform.TRUNCATE, "area"))).get(1))
        .isEqualTo(Set.of(1, 2, 3, 5));
    assertThat(partitions(rows, dataset(zone, by(Transform.BUCKET, "area"))).get(6))
        .isEqualTo(Set.of(6, 7));
  }
}
