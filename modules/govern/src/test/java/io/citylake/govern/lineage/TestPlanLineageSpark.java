package io.citylake.govern.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPlanLineageSpark {
  private static SparkSession spark;

  @BeforeAll
  static void makesTables() {
    spark = LocalLake.session(Map.of());
    table(WriteMode.APPEND, "person", "id string", "name string", "age int", "street string");
    table(WriteMode.SNAPSHOT, "register", "id string", "name string");
    table(WriteMode.APPEND, "visit", "person string", "at timestamp", "cost int", "tags string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // projections
        "select name as out from person | person.name | ",
        "select concat(name, age) as out from person | person.age,person.name | ",
        "select 1 as out from person | | ",
        "select out from (select upper(x) as out from (select name as x from person)) | person.name | ",
        "select case when age > 60 then 'old' end as out from person | person.age | ",
        "select struct(name, age).name as out from person | person.name | ",
        // filters, joins, order
        "select name as out from register where valid_to is null | register.name | register.valid_to",
        "select count(*) as out from register where valid_from <= '2026-01-01' | | register.valid_from",
        "select name as out from person where age > 60 | person.name | person.age",
        "select cost as out from visit join person on visit.person = person.id | visit.cost | person.id,visit.person",
        "select name as out from person left semi join visit on visit.person = id | person.name | person.id,visit.person",
        "select b.name as out from person a join person b on a.age = b.age | person.name | person.age",
        "select name as out from person order by age limit 3 | person.name | person.age",
        // aggregates and windows
        "select count(*) as out from visit group by person | | visit.person",
        "select sum(cost) as out from visit group by person having max(at) > '2026-01-01' | visit.cost | visit.at,visit.person",
        "select count(*) as out from visit where cost > 1 | | visit.cost",
        "select person as out from visit group by person | visit.person | visit.person",
        "select sum(cost) over (partition by person order by at) as out from visit | visit.cost | visit.at,visit.person",
        "select sum(cost) as out from visit group by rollup(person) | visit.cost | visit.person",
        "select row_number() over (partition by person order by cost) as out from visit | visit.cost | visit.cost,visit.person",
        "select ntile(4) over (order by cost) as out from visit | visit.cost | visit.cost",
        "select cume_dist() over (order by cost) as out from visit | visit.cost | visit.cost",
        "select count(*) over (order by cost) as out from visit | visit.cost | visit.cost",
        // sets
        "select name as out from person union all select person from visit | person.name,visit.person | ",
        "select id as out from person except select person from visit | person.id | visit.person",
        // subqueries and common tables
        "with w as (select person p, max(cost) c from visit group by person) select c as out from w | visit.cost | visit.person",
        "with w as (select name n from person) select x.n as out from w x join w y on x.n = y.n | person.name | person.name",
        "select (select max(cost) from visit where person = id) as out from person | visit.cost | person.id,visit.person",
        "select name as out from person where id in (select person from visit) | person.name | person.id,visit.person",
        "select name as out from person where exists (select 1 from visit where person = id) | person.name | person.id,visit.person",
        "select exists (select 1 from visit where person = id) as out from person | person.id,visit.person | ",
        "select t.c as out from person, lateral (select max(cost) c from visit where person = id) t | visit.cost | person.id,visit.person",
        // generators
        "select tag as out from visit lateral view explode(split(tags, ',')) as tag | visit.tags | ",
      })
  void findsWhatAColumnComesFrom(String sql, String values, String influences) {
    SortedMap<String, Origins> columns =
        PlanLineage.of(
            ((org.apache.spark.sql.classic.Dataset<?>) spark.sql(sql)).queryExecution().analyzed());

    assertThat(columns).containsOnlyKeys("out");
    Origins origins = columns.get("out");
    assertThat(names(origins.values())).isEqualTo(split(values));
    assertThat(names(origins.influences())).isEqualTo(split(influences));
  }

  /** On each way: nothing where the value is shown as it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select name as out from person | []",
        "select coalesce(upper(name), '-') as out from person | []",
        "select case when age > 60 then name end as out from person | [],[COMPUTED]",
        "select sha2(name, 256) as out from person | [HASHED]",
        "select length(name) as out from person | [COMPUTED]",
        "select count(distinct name) as out from person | [AGGREGATED]",
        "select first(name) as out from person | [COLLECTED]",
        "select size(collect_set(name)) as out from person | [COLLECTED, COMPUTED]",
        "select sum(cost) / count(*) as out from visit | [AGGREGATED, COMPUTED]",
        "select sum(cost) as out from visit union all select cost from visit | [AGGREGATED],[]",
        "select sum(cost) over (order by at) as out from visit | [AGGREGATED]",
        "select rank() over (order by cost) as out from visit | [COMPUTED]",
      })
  void tellsWhatBecomesOfAValue(String sql, String ways) {
    Origins origins =
        PlanLineage.of(
                ((org.apache.spark.sql.classic.Dataset<?>) spark.sql(sql))
                    .queryExecution()
                    .analyzed())
            .get("out");

    assertThat(
            origins.ways().values().stream()
                .flatMap(each -> each.stream())
                .map(
                    way ->
                        way.stream()
                            .sorted(java.util.Comparator.comparing(Enum::name))
                            .toList()
                            .toString())
                .distinct()
                .sorted()
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ways.split("(?<=]),", -1)).map(String::strip).toList());
  }

  private static List<String> names(Iterable<LineageNode.ColumnNode> columns) {
    List<String> names = new java.util.ArrayList<>();
    columns.forEach(each -> names.add(each.toString().substring("t.ods_".length())));
    return names;
  }

  private static List<String> split(String text) {
    return text == null ? List.of() : Arrays.asList(text.split(",", -1));
  }

  private static void table(WriteMode mode, String name, String... columns) {
    DatasetContract dataset =
        new DatasetContract(
            new TableName("t", "ods_" + name),
            new Title(name, name),
            "ods",
            "one",
            "owner",
            List.of(),
            null,
            mode,
            null,
            Arrays.stream(columns).map(TestPlanLineageSpark::column).toList(),
            List.of(),
            List.of(),
            null,
            null,
            ZoneId.of("Asia/Shanghai"),
            List.of(),
            List.of(),
            List.of());
    spark.createDataFrame(List.of(), PlanLineage.schema(dataset)).createOrReplaceTempView(name);
  }

  private static ColumnContract column(String text) {
    String[] words = text.split(" ", -1);
    return new ColumnContract(
        words[0],
        ColumnType.parse(words[1]),
        new Title(words[0], words[0]),
        null,
        false,
        1,
        null,
        List.of(),
        List.of());
  }
}
