package io.citylake.cli.print;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.cli.print.PanelRows.Asked;
import io.citylake.run.sql.SqlEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The answers of panels as one JSON object: the name of each panel, and its rows in an array. */
public final class PanelDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PanelDocument() {}

  /** Runs the panels one after the other and writes their rows as they come. */
  public static void print(PrintWriter out, List<Asked> panels, SqlEngine engine) {
    try {
      JsonGenerator json = JSON.createGenerator(out);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      for (Asked each : panels) {
        PanelRows answer = PanelRows.ask(each, engine);
        json.writeFieldName(each.panel().name());
        new Listing(answer.columns()).writeRows(json, answer.rows());
      }
      json.writeEndObject();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the result", e);
    }
    out.println();
    out.flush();
  }
}
