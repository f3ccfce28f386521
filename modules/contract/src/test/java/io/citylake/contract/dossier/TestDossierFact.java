package io.citylake.contract.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.LoadResult;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tables tell of a thing, as contracts say it. */
class TestDossierFact {
  @TempDir private Path home;

  @BeforeEach
  void declare() throws IOException {
    file("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    file("conf/themes/air.yaml", "title: {zh: 气, en: Air}\nowner: 环境局\n");
    table("water/dim_gauge", "key: [gauge]", "gauge, name", "");
    table("water/ads_day", "key: [gauge]", "gauge, name", "");
    table("water/ods_level", "key: [gauge]", "gauge, name", "");
    table("water/dws_alarm", "", "place, name", reference("place", "water.dim_gauge", "gauge"));
    table("water/dws_call", "", "about, name", reference("about", "water.dws_alarm", "place"));
    table("air/ads_day", "", "gauge, name", "");
    table("air/dwd_owner", "key: [id]", "id, gauge", "");
    Files.writeString(
        home.resolve("conf/themes/air/dwd_owner.yaml"),
        Files.readString(home.resolve("conf/themes/air/dwd_owner.yaml"))
            .replace(
                "{name: id, type: string",
                "{name: id, type: string, grade: 4, personal: [plate, {kind: id_card, form: sha_256}]"));
    file("conf/dossier/person.yaml", "title: {zh: 人, en: Person}\npersons: id_card\n");
  }

  private void file(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String reference(String column, String table, String to) {
    return "audits: [{references: {column: %s, table: %s, to: %s}}]\n".formatted(column, table, to);
  }

  private void table(String name, String key, String columns, String more) throws IOException {
    StringBuilder listed = new StringBuilder();
    for (String each : columns.split(", ", -1)) {
      listed.append("  - {name: %s, type: string, required: true}\n".formatted(each));
    }
    String table = name.substring(name.indexOf('/') + 1);
    file(
        "conf/themes/" + name + ".yaml",
        "title: {zh: 表, en: Table}\nlayer: %s\ngrain: one\n%s\ncolumns:\n%s%s"
            .formatted(table.substring(0, 3), key, listed, more));
  }

  private List<String> tables(String dossier, String text) throws IOException {
    file("conf/dossier/" + dossier + ".yaml", text);
    Workspace workspace =
        ((LoadResult.Loaded)
                WorkspaceLoader.load(home, Environment.of(Map.of()), LocalDate.of(2026, 3, 1)))
            .workspace();
    return DossierFact.of(workspace.map().dossiers().get(dossier), workspace.datasets()).stream()
        .map(each -> each.dataset().name() + "." + each.named().get(0).column())
        .toList();
  }

  @Test
  void followsNamesAndReferencesButReadsNoRawTablesUnasked() throws IOException {
    String gauge = "title: {zh: 站, en: Gauge}\ntable: water.dim_gauge\n";
    assertThat(tables("gauge", gauge))
        .containsExactly(
            "water.dim_gauge.gauge",
            "air.ads_day.gauge",
            "air.dwd_owner.gauge",
            "water.ads_day.gauge",
            "water.dws_alarm.place",
            "water.dws_call.about");
    assertThat(
            tables(
                "gauge",
                gauge
                    + "themes: water\nexcept: water.dws_call\n"
                    + "also: [{table: water.ods_level, column: gauge}]\n"))
        .containsExactly(
            "water.dim_gauge.gauge",
            "water.ads_day.gauge",
            "water.dws_alarm.place",
            "water.ods_level.gauge");
  }

  @Test
  void findsPersonsByWhatContractsSay() throws IOException {
    assertThat(tables("person", "title: {zh: 人, en: Person}\npersons: id_card\n"))
        .containsExactly("air.dwd_owner.id");
    assertThat(tables("account", "title: {zh: 户, en: Account}\npersons: account\n")).isEmpty();
  }
}
