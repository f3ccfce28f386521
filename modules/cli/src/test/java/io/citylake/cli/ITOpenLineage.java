package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.citylake.cli.CommandFixture.Outcome;
import io.openlineage.client.OpenLineage.DataQualityAssertionsDatasetFacetAssertions;
import io.openlineage.client.OpenLineage.InputField;
import io.openlineage.client.OpenLineage.OutputDataset;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineage.SQLJobFacet;
import io.openlineage.client.OpenLineageClientUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of runs, read back by OpenLineage's own client. */
class ITOpenLineage {
  @TempDir private Path home;
  private CommandFixture water;

  @BeforeEach
  void workspace() {
    water =
        new CommandFixture(home)
            .levels("upsert", "owner: 水文站", "key: [station]", "sequence: at")
            .levelsJob()
            .file(
                "conf/themes/water/ads_day.yaml",
                """
                title: {zh: 日, en: Day}
                layer: ads
                grain: one day
                key: [day]
                columns:
                  - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
                  - {name: readings, type: long, title: {zh: 数, en: Readings}}
                """)
            .file(
                "jobs/water/ads_day.sql",
                "/*\n"
                    + "title: {zh: 日, en: Day}\n"
                    + "*/\n"
                    + "SELECT to_date(at) AS day, count(level) AS readings FROM water.ods_level"
                    + " GROUP BY to_date(at)\n");
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "a,2026-01-01 09:00,99,7");
  }

  private void send(String target) {
    water.file(
        "conf/citylake.yaml",
        "source-roots: [landing]\nobserve: {lineage: \"" + target + "\", namespace: chengdu}\n");
    assertThat(water.call("apply").exit()).isZero();
  }

  private List<RunEvent> sent() {
    return water
        .read("events.jsonl")
        .lines()
        .map(OpenLineageClientUtils::runEventFromJson)
        .toList();
  }

  private static List<RunEvent> of(List<RunEvent> events, String job) {
    return events.stream().filter(each -> each.getJob().getName().equals(job)).toList();
  }

  @Test
  void mergesAndStepsTellWhatTheyReadAndWrote() {
    send("file:events.jsonl");
    Outcome run = water.call("run", "--all");
    assertThat(run.exit()).as(run.out()).isZero();

    List<RunEvent> load = of(sent(), "water.levels");
    assertThat(load)
        .extracting(RunEvent::getEventType)
        .containsExactly(EventType.START, EventType.COMPLETE);
    assertThat(load)
        .extracting(each -> each.getRun().getRunId())
        .containsOnly(load.get(0).getRun().getRunId());
    RunEvent complete = load.get(1);
    assertThat(complete.getJob().getNamespace()).isEqualTo("chengdu");
    assertThat(complete.getJob().getFacets().getOwnership().getOwners())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("水务局"));
    OutputDataset levels = complete.getOutputs().get(0);
    assertThat(levels.getName()).isEqualTo("water.ods_level");
    assertThat(levels.getFacets().getSchema().getFields())
        .extracting(field -> field.getName() + " " + field.getType())
        .containsExactly("station string", "at timestamp", "level decimal(8,3)", "gauge int");
    assertThat(levels.getFacets().getOwnership().getOwners().get(0).getName()).isEqualTo("水文站");
    assertThat(levels.getOutputFacets().getOutputStatistics().getRowCount()).isEqualTo(1);
    assertThat(inputs(levels, "level")).containsExactly("chengdu.source landing/*.csv 水位 DIRECT");
    var source = complete.getInputs().get(0);
    assertThat(source.getInputFacets().getDataQualityMetrics().getRowCount()).isEqualTo(2);
    assertThat(source.getInputFacets().getDataQualityAssertions().getAssertions())
        .extracting(ITOpenLineage::text)
        .containsExactly("station required true", "at required true", "level range false");

    RunEvent step = of(sent(), "water.ads_day").get(1);
    assertThat(step.getEventType()).isEqualTo(EventType.COMPLETE);
    assertThat(step.getInputs())
        .extracting(each -> each.getName())
        .containsExactly("water.ods_level");
    SQLJobFacet sql = step.getJob().getFacets().getSql();
    assertThat(sql.getQuery()).contains("GROUP BY to_date(at)");
    assertThat(inputs(step.getOutputs().get(0), "readings"))
        .contains("chengdu water.ods_level level DIRECT", "chengdu water.ods_level at INDIRECT");
  }

  private static List<String> inputs(OutputDataset output, String column) {
    return output
        .getFacets()
        .getColumnLineage()
        .getFields()
        .getAdditionalProperties()
        .get(column)
        .getInputFields()
        .stream()
        .map(ITOpenLineage::text)
        .toList();
  }

  private static String text(InputField field) {
    return "%s %s %s %s"
        .formatted(
            field.getNamespace(),
            field.getName(),
            field.getField(),
            field.getTransformations().get(0).getType());
  }

  private static String text(DataQualityAssertionsDatasetFacetAssertions assertion) {
    return "%s %s %s"
        .formatted(assertion.getColumn(), assertion.getAssertion(), assertion.getSuccess());
  }

  /** A message may quote a row; an event does not. */
  @Test
  void failuresAreNamedByTheirCode() {
    water.file(
        "jobs/water/levels.yaml",
        water.read("jobs/water/levels.yaml") + "\nquarantine: {max-records: 0}\n");
    send("file:events.jsonl");
    assertThat(water.call("run", "water.levels").exit()).isEqualTo(1);
    RunEvent failed = of(sent(), "water.levels").get(1);
    assertThat(failed.getEventType()).isEqualTo(EventType.FAIL);
    assertThat(failed.getRun().getFacets().getErrorMessage().getMessage())
        .startsWith("CL2")
        .doesNotContain("99");
    assertThat(water.read("events.jsonl")).doesNotContain("max-records=0");
  }

  @Test
  void eventsArePostedAndARunDoesNotFailWhereTheyCannotBe() throws Exception {
    List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/lineage",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(bodies.size() == 1 ? 500 : 201, -1);
          exchange.close();
        });
    server.start();
    String target = "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/lineage";
    send(target);
    Outcome answered = water.call("run", "water.levels");
    assertThat(answered.exit()).as(answered.out()).isZero();
    server.stop(0);
    assertThat(bodies).hasSize(2);
    assertThat(OpenLineageClientUtils.runEventFromJson(bodies.get(1)).getEventType())
        .isEqualTo(EventType.COMPLETE);
    water.landing("2.csv", "b,2026-01-01 08:00,1,7");
    Outcome alone = water.call("run", "water.levels");
    assertThat(alone.exit()).as(alone.out()).isZero();
    assertThat(bodies).hasSize(2);
  }
}
