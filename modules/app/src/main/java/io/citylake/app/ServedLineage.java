package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.model.TableName;
import io.citylake.serve.engine.ColumnLinks;
import java.util.ArrayList;
import java.util.List;

/**
 * Lineage of a served lake. A query is analysed when a table that it fills or reads is looked at.
 */
final class ServedLineage implements ColumnLinks {
  private final Workspace workspace;

  @GuardedBy("this")
  private final CityLineage lineage;

  @GuardedBy("this")
  private final LineageGraph graph;

  ServedLineage(EmbeddedLake lake) {
    this.workspace = lake.workspace();
    this.lineage = CityLineage.open(workspace, lake.sessions());
    this.graph = lineage.graph();
  }

  @Override
  public synchronized List<Link> of(TableName table) {
    DatasetContract dataset = workspace.datasets().get(table);
    if (dataset == null) {
      return List.of();
    }
    List<Link> links = new ArrayList<>();
    for (ColumnContract column : dataset.columns()) {
      ColumnNode node = new ColumnNode(table, column.name());
      graph
          .upstream(node)
          .forEach(each -> links.add(new Link(each.other(), node, each.kind(), each.through())));
      graph
          .downstream(node)
          .forEach(each -> links.add(new Link(node, each.other(), each.kind(), each.through())));
    }
    // What was found is kept for whoever looks after a restart.
    lineage.close();
    return List.copyOf(links);
  }
}
