package io.citylake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.TableName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestJudgedSchema {
  @Test
  void acceptedRowsHaveTheContractsColumnsAndWhereTheyCameFrom() {
    List<ColumnType> types = new ArrayList<>(List.of(Simple.values()));
    types.add(new ColumnType.Decimal(12, 2));

    assertThat(JudgedSchema.good(dataset(types)).toDDL())
        .isEqualTo(
            "c0 STRING,c1 INT,c2 BIGINT,c3 DOUBLE,c4 BOOLEAN,c5 DATE,c6 TIMESTAMP,"
                + "c7 DECIMAL(12,2),"
                + "_source STRING,_place BIGINT,_run_id STRING,_ingested_at TIMESTAMP");
  }

  @Test
  void refusedRowsHaveTheColumnsOfQuarantineTables() {
    assertThat(JudgedSchema.bad().toDDL())
        .isEqualTo(
            "id STRING,job STRING,source STRING,place BIGINT,raw STRING,"
                + "reasons ARRAY<STRUCT<column: STRING, value: STRING, rule: STRING,"
                + " message: STRING>>,"
                + "run_id STRING,refused_at TIMESTAMP,status STRING,attempt INT,"
                + "replay_of STRING,resolved_run_id STRING,resolved_at TIMESTAMP,"
                + "resolved_by STRING,note STRING,fingerprint STRING");
  }

  @Test
  void columnsLieAsTheLayoutSays() {
    assertThat(JudgedSchema.of(dataset(List.of(Simple.INT))).fieldNames())
        .containsExactlyElementsOf(JudgedLayout.COLUMNS);
  }

  @Test
  void outcomesKeepTheirCodes() {
    assertThat(Outcome.values()).extracting(Outcome::code).containsExactly(0, 1, 2, 3);
    for (Outcome outcome : Outcome.values()) {
      assertThat(Outcome.of(outcome.code())).isEqualTo(outcome);
    }
    assertThatThrownBy(() -> Outcome.of(4))
        .hasMessage("Cannot read a judged row: its outcome must be 0 to 3 (outcome=4)");
  }

  private static DatasetContract dataset(List<ColumnType> types) {
    List<ColumnContract> columns = new ArrayList<>();
    for (ColumnType type : types) {
      String name = "c" + columns.size();
      columns.add(
          new ColumnContract(
              name, type, new Title(name, name), null, false, 1, null, List.of(), List.of()));
    }
    return new DatasetContract(
        TableName.parse("air.ods_reading"),
        new Title("读数", "Readings"),
        "ods",
        "one row per reading",
        "生态环境局",
        List.of(),
        null,
        WriteMode.APPEND,
        null,
        columns,
        List.of(),
        List.of(),
        null,
        null,
        ZoneId.of("Asia/Shanghai"),
        List.of(),
        List.of(),
        List.of());
  }
}
