package io.citylake.publish.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.testkit.Contracts;
import java.util.List;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** Names, ids, types and docs are stored in every table: none may change by accident. */
class TestTableDefinition {
  @Test
  void aDatasetEndsWithWhereItsRowsCameFrom() {
    List<NestedField> columns =
        TableDefinition.of(Contracts.readings(), "w").schema().asStruct().fields();

    assertThat(columns.subList(columns.size() - 4, columns.size()))
        .extracting(NestedField::toString)
        .containsExactly(
            "4: _source: optional string (来源 / Where the row came from)",
            "5: _place: optional long (位置 / Line or row in the source)",
            "6: _run_id: optional string (批次 / The run that loaded it)",
            "7: _ingested_at: optional timestamptz (入湖时间 / When it was loaded)");
  }

  @Test
  void quarantinesKeepTheirColumns() {
    assertThat(QuarantineSchema.SCHEMA.columns())
        .extracting(NestedField::toString)
        .containsExactly(
            "1: id: required string (First 32 hex digits of a SHA-256 over job, source and place)",
            "2: job: required string (The job that refused it)",
            "3: source: optional string (The file or table it came from)",
            "4: place: optional long (Line or row in the source)",
            "5: raw: optional string (The whole record as JSON, source names to text)",
            "11: reasons: optional list<struct<6: column: optional string, 7: value: optional string, 8: rule: optional string, 9: message: optional string>> (Every reason)",
            "12: run_id: required string (The run that refused it)",
            "13: refused_at: required timestamptz (When)",
            "14: status: required string (open, replayed, discarded or superseded)",
            "15: attempt: required int (1, and one more for each replay)",
            "16: replay_of: optional string (The id of the row that was replayed)",
            "17: resolved_run_id: optional string (The run that resolved it)",
            "18: resolved_at: optional timestamptz (When it was resolved)",
            "19: resolved_by: optional string (Who resolved it)",
            "20: note: optional string (Why it was resolved)",
            "21: fingerprint: optional string (SHA-256 of the source's content)");
  }
}
