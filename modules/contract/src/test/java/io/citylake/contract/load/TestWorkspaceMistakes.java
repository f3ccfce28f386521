package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Problem;
import io.citylake.contract.settings.Environment;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A workspace with mistakes in nearly every file. */
class TestWorkspaceMistakes {
  private static final Path HOME =
      Path.of(System.getProperty("citylake.repository"))
          .resolve("modules/contract/src/test/resources/broken");
  private static final Environment ENVIRONMENT = Environment.of(Map.of("WATER_PASSWORD", "s3cret"));
  private static final LocalDate DATE = LocalDate.of(2026, 3, 1);

  @Test
  void reportsEveryMistakeOfEveryFileAtItsPlace() {
    LoadResult result = WorkspaceLoader.load(HOME, ENVIRONMENT, DATE);
    assertThat(result.problems())
        .map(Problem::toString)
        .containsExactly(
            "conf/calendars/cn.yaml:2:12: an item of 'holidays' must be a date such as 2026-01-31, not '2026-02-30'",
            "conf/citylake.yaml:1:7: 'zone' must be a time zone such as Asia/Shanghai, not 'Asia/Shanghia'",
            "conf/citylake.yaml:3:8: 'uri' must be jdbc:sqlite:FILE or jdbc:postgresql://HOST:PORT/DATABASE, with at most ?sslmode=; user and password have keys of their own",
            "conf/citylake.yaml:4:13: 'password' must be a reference such as ${NAME}, because a secret doesn't belong in a file",
            "conf/citylake.yaml:5:1: unknown key 'warehose'; did you mean 'warehouse'?",
            "conf/codes/river.csv:2:1: code 'R1' is never valid: until (2019-01-01) must be after from (2020-01-01)",
            "conf/codes/river.csv:3:1: a line must have 6 fields, not 5",
            "conf/codes/river.csv:5:1: code 'R3' stands twice for the same days; end the one before the other begins",
            "conf/themes/water.yaml:3:1: duplicate key 'owner'; it stands at line 2 already",
            "conf/themes/water/dim_gauge.yaml:2:6: not YAML: while parsing a flow mapping (from line 1 on): expected ',' or '}', but got :",
            "conf/themes/water/ods_level.yaml:2:8: the file's name must begin with its layer: dwd_..., not ods_level",
            "conf/themes/water/ods_level.yaml:4:16: key column 'measured_on' doesn't exist; did you mean 'measured_at'?",
            "conf/themes/water/ods_level.yaml:5:11: sequence column 'stations' doesn't exist; did you mean 'station'?",
            "conf/themes/water/ods_level.yaml:6:13: 'write-mode' is 'upsrt'; expected append, upsert, replace or snapshot; did you mean 'upsert'?",
            "conf/themes/water/ods_level.yaml:7:16: partition 'day(station)' needs a date or timestamp, not string",
            "conf/themes/water/ods_level.yaml:8:1: unknown key 'colums'; did you mean 'columns'?",
            "conf/themes/water/ods_level.yaml:14:9: rule 'range' needs a number, date or timestamp, not string",
            "conf/themes/water/ods_level.yaml:15:18: 'matches' must be a regular expression of at most 1000 characters, not '([a-z': Unclosed character class near character 5",
            "conf/themes/water/ods_level.yaml:16:23: code table 'rivers' doesn't exist; did you mean 'river'?",
            "conf/themes/water/ods_level.yaml:18:11: 'type' must be a type: string, int, long, double, boolean, date, timestamp or decimal(p,s), not 'decimal(5)'",
            "conf/themes/water/ods_level.yaml:22:9: an item of 'rules' is 'not_futur'; expected range, length, matches, in, code, before, after, not_future, within, required, uscc, citizen_id, phone, plate or expression; did you mean 'not_future'?",
            "conf/themes/water/ods_level.yaml:23:17: rule 'before' needs two columns of one type: this is timestamp, 'station' is string",
            "conf/themes/water/ods_level.yaml:25:42: table 'water.dim_station' doesn't exist",
            "jobs/water/level.yaml:2:9: table 'water.ods_levels' doesn't exist; did you mean 'water.ods_level'?",
            "jobs/water/level.yaml:3:18: 'cron' must have five to seven fields, such as \"0 30 2 * * *\"",
            "jobs/water/level.yaml:3:39: calendar 'us' doesn't exist",
            "jobs/water/level.yaml:7:11: 'host' must be a plain host name or IP address, not 'db.example/x?allowLoadLocalInfile=true'",
            "jobs/water/level.yaml:8:11: 'port' must be a whole number from 1 to 65535, not 99999",
            "jobs/water/level.yaml:10:12: 'table' must be a plain table name such as public.reg, not 'level; drop table level'",
            "jobs/water/level.yaml:11:11: the environment variable WATER_USER isn't set; set it, or give a default: ${WATER_USER:-...}",
            "jobs/water/level.yaml:13:18: parameter 'autoDeserialize' isn't allowed; allowed are: connectTimeout, socketTimeout, sslMode, tcpKeepAlive, useCompression",
            "jobs/water/level.yaml:15:12: 'station' must have exactly one of from, template, path-match, constant, not from and template",
            "jobs/wind/speed.yaml:1:1: theme 'wind' doesn't exist",
            "jobs/wind/speed.yaml:5:3: column 'station' of the target is needed, but nothing is mapped to it",
            "jobs/wind/speed.yaml:6:35: 'format' cannot be read for certain: it has Y, the year of the week; write yyyy",
            "jobs/wind/speed.yaml:7:3: column of the target 'stattion' doesn't exist; did you mean 'station'?");
  }

  @Test
  void raisesTheWholeReport() {
    LoadResult.Refused refused = (LoadResult.Refused) WorkspaceLoader.load(HOME, ENVIRONMENT, DATE);
    assertThatThrownBy(() -> WorkspaceLoader.loadOrThrow(HOME, ENVIRONMENT, DATE))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining(refused.report())
        .hasMessageEndingWith("problems")
        .extracting(each -> ((CityLakeException) each).code())
        .isEqualTo(ErrorCode.CONTRACT_INVALID);
  }

  @Test
  void showsNoSecretInAReport() {
    assertThat(WorkspaceLoader.load(HOME, ENVIRONMENT, DATE).problems().toString())
        .doesNotContain("hunter2", "s3cret");
  }
}
