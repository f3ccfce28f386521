package io.citylake.cli.print;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.app.LakeDossiers;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dossier.DossierQuery;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.serve.engine.DossierView;
import io.citylake.serve.engine.DossierView.FactView;
import io.citylake.serve.engine.DossierView.KindView;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dossier, table by table; of tables that know nothing of the thing only how many there are. */
public final class DossierPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;
  private final LakeDossiers dossiers;
  private final int most;

  /**
   * @param most rows of each table
   */
  public DossierPrinter(PrintWriter out, LakeDossiers dossiers, int most) {
    this.out = out;
    this.dossiers = dossiers;
    this.most = most;
  }

  /** What is asked of one table, and what came. */
  private record Told(FactView fact, List<String> columns, List<List<@Nullable Object>> rows) {}

  public void print(KindView kind, String id, OutputFormat format) {
    DossierView view = dossiers.view();
    List<Told> told = new ArrayList<>();
    for (FactView fact : kind.facts()) {
      Answer answer = dossiers.answer(view.rows(kind, fact.table().toString(), id, most));
      told.add(new Told(fact, answer.columns(), answer.head(most)));
    }
    List<Near> near = near(kind, id);
    if (format == OutputFormat.json) {
      document(kind, id, told, near);
    } else {
      text(kind, told, near);
    }
    out.flush();
  }

  /** The nearest of a kind that helps. */
  private record Near(
      String kind, String zh, List<String> columns, List<List<@Nullable Object>> rows) {}

  private List<Near> near(KindView kind, String id) {
    List<Near> near = new ArrayList<>();
    for (KindView helper : dossiers.view().kinds(dossiers.caller())) {
      String name = helper.dossier().name();
      boolean helps =
          dossiers.view().helps(dossiers.caller(), helper)
              && dossiers
                  .view()
                  .need(dossiers.caller(), helper.dossier(), kind.dossier().name())
                  .isPresent();
      if (helps) {
        DossierQuery query =
            dossiers.view().nearest(dossiers.caller(), name, kind.dossier().name(), id);
        Answer answer = dossiers.answer(query);
        near.add(new Near(name, helper.dossier().title().zh(), answer.columns(), answer.head(100)));
      }
    }
    return near;
  }

  private void text(KindView kind, List<Told> told, List<Near> near) {
    out.printf("%s  %s%n", kind.dossier().title().zh(), kind.dossier().title().en());
    for (Told each : told) {
      if (!each.rows().isEmpty()) {
        DatasetContract dataset = each.fact().fact().dataset();
        String time = each.fact().time();
        out.printf(
            "%n%s  %s  grade %d%s%n",
            dataset.name(),
            dataset.title().zh(),
            each.fact().grade(),
            time == null ? "" : ", newest by " + time);
        new Listing(each.columns()).print(out, OutputFormat.table, each.rows().iterator());
      }
    }
    for (Near each : near) {
      out.printf("%nNearest %s  %s, straight line in metres%n", each.kind(), each.zh());
      new Listing(each.columns()).print(out, OutputFormat.table, each.rows().iterator());
    }
    long silent = told.stream().filter(each -> each.rows().isEmpty()).count();
    out.printf("%n%d of %d tables know of it.%n", told.size() - silent, told.size());
  }

  private void document(KindView kind, String id, List<Told> told, List<Near> near) {
    try {
      JsonGenerator json = JSON.createGenerator(out);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("kind", kind.dossier().name());
      if (!kind.isOfPersons()) {
        json.writeStringField("id", id);
      }
      json.writeArrayFieldStart("facts");
      for (Told each : told) {
        DatasetContract dataset = each.fact().fact().dataset();
        json.writeStartObject();
        json.writeStringField("table", dataset.name().toString());
        json.writeStringField("title", dataset.title().zh());
        json.writeStringField("titleEn", dataset.title().en());
        json.writeNumberField("grade", each.fact().grade());
        json.writeStringField("time", each.fact().time());
        json.writeFieldName("rows");
        new Listing(each.columns()).writeRows(json, each.rows().iterator());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("nearest");
      for (Near each : near) {
        json.writeFieldName(each.kind());
        new Listing(each.columns()).writeRows(json, each.rows().iterator());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the dossier", e);
    }
    out.println();
  }
}
