package io.citylake.govern.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TestLineageGraph {
  /** Else the one who asks next takes what is there for the whole of it. */
  @Test
  void analysesAgainWhatFailedOnce() {
    Workspace city =
        WorkspaceLoader.loadOrThrow(
            Path.of(System.getProperty("citylake.repository")),
            Environment.of(Map.of()),
            LocalDate.parse("2026-03-01"));
    Step step = city.steps().values().iterator().next();
    ColumnNode source =
        new ColumnNode(TableName.parse("fiscal_tax.ods_tax_receipt"), "tax_receipt_no");
    QueryAnalyzer once =
        new QueryAnalyzer() {
          private boolean failed;

          @Override
          public SortedSet<TableName> inputs(String sql, String file) {
            return new TreeSet<>();
          }

          @Override
          public SortedMap<String, Origins> columns(
              String sql, String file, List<DatasetContract> datasets) {
            if (!failed) {
              failed = true;
              throw new CityLakeException(ErrorCode.USAGE, "Cannot analyse that now");
            }
            return new TreeMap<>(Map.of("made", Origins.of(source)));
          }
        };
    LineageGraph graph = new LineageGraph(city, once);
    ColumnNode made = new ColumnNode(step.target(), "made");

    assertThatThrownBy(() -> graph.upstream(made)).hasMessage("Cannot analyse that now");
    assertThat(graph.upstream(made)).extracting(LineageGraph.Edge::other).containsExactly(source);
  }
}
