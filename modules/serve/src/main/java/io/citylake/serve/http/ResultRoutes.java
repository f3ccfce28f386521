package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.callerOf;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.AsOf;
import io.citylake.serve.engine.BatchLoader;
import io.citylake.serve.engine.KeptResult;
import io.citylake.serve.engine.KeptResults;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.ServedQuery;
import io.citylake.serve.http.CellValue.Numbers;
import io.citylake.serve.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Answers that are kept, and read range by range. */
final class ResultRoutes {
  private static final String PATH = HttpFront.API + "/results";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");
  private static final long MOST_AT_ONCE = 10_000;
  private static final Duration RANGE_TIME = Duration.ofSeconds(60);
  private static final Duration EXPORT_TIME = Duration.ofMinutes(30);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final QueryEngine engine;
  private final KeptResults results;
  private final AsOf asOf;
  private final RunningQueries running;
  private final BufferAllocator allocator;

  ResultRoutes(
      QueryEngine engine,
      KeptResults results,
      AsOf asOf,
      RunningQueries running,
      BufferAllocator allocator) {
    this.engine = engine;
    this.results = results;
    this.asOf = asOf;
    this.running = running;
    this.allocator = allocator;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.POST, PATH, Access.CALLERS, this::keep),
        new Route(HandlerType.GET, PATH + "/{result}", Access.CALLERS, this::result),
        new Route(HandlerType.GET, PATH + "/{result}/rows", Access.CALLERS, this::rows),
        new Route(HandlerType.GET, PATH + "/{result}/export", Access.CALLERS, this::export),
        new Route(HandlerType.DELETE, PATH + "/{result}", Access.CALLERS, this::drop));
  }

  private void keep(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("sql", "parameters", "purpose", "asOf", "most"));
    Caller caller = callerOf(context).withPurpose(body.find("purpose").orElse(null));
    String sql = body.text("sql");
    List<@Nullable Object> parameters = body.values("parameters");
    String state = body.find("asOf").orElse(null);
    long most = body.count("most").orElse(Long.MAX_VALUE);
    try (RunningQueries.Running begun = running.begin(caller, context.header("X-Query"))) {
      ServedQuery query = engine.admit(caller, sql, () -> asOf.question(sql, parameters, state));
      begun.admitted(query);
      try (Answer answer = engine.answer(query)) {
        JsonBody.write(context, told(results.keep(query, answer, most)));
      }
    }
  }

  private void result(Context context) {
    JsonBody.write(context, told(load(context)));
  }

  private KeptResult load(Context context) {
    return results.load(callerOf(context), context.pathParam("result"));
  }

  private static Map<String, Object> told(KeptResult result) {
    List<Map<String, String>> columns = new ArrayList<>();
    for (Field field : result.schema().getFields()) {
      Map<String, String> column = new LinkedHashMap<>();
      column.put("name", field.getName());
      column.put("type", TypeName.of(field));
      columns.add(column);
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("result", result.id());
    told.put("release", result.release());
    told.put("columns", columns);
    told.put("rowCount", result.rows());
    told.put("more", result.more());
    told.put("bytes", result.bytes());
    told.put("secondsLeft", result.timeLeft().toSeconds());
    return told;
  }

  private void rows(Context context) throws IOException {
    long from = number(context, "from", 0);
    long count = number(context, "count", 100);
    if (count < 1 || count > MOST_AT_ONCE) {
      throw usage("count must be a number of rows from 1 to " + MOST_AT_ONCE);
    }
    KeptResult result = load(context);
    context.contentType(AnswerFormat.ROWS.mediaType());
    SendDeadline deadline = SendDeadline.start(context, RANGE_TIME);
    try (BatchLoader loader = new BatchLoader(result.schema(), allocator)) {
      // Not closed where it fails: that would send what was written so far.
      JsonGenerator json = MAPPER.createGenerator(context.outputStream());
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeNumberField("from", from);
      json.writeArrayFieldStart("rows");
      result.<IOException>read(
          from,
          count,
          (batch, first, until) -> {
            loader.load(batch);
            for (int row = first; row < until; row++) {
              json.writeStartArray();
              for (FieldVector vector : loader.root().getFieldVectors()) {
                json.writePOJO(CellValue.of(vector, row, Numbers.TEXT));
              }
              json.writeEndArray();
            }
          });
      json.writeEndArray();
      json.writeEndObject();
      json.flush();
    } finally {
      deadline.end();
    }
  }

  private void export(Context context) throws IOException {
    KeptResult result = load(context);
    result.export();
    context.contentType(AnswerFormat.CSV.mediaType());
    SendDeadline deadline = SendDeadline.start(context, EXPORT_TIME);
    try (BatchLoader loader = new BatchLoader(result.schema(), allocator)) {
      CsvRows csv =
          new CsvRows(
              new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8),
              result.schema().getFields().stream().map(Field::getName).toList());
      result.read(
          0,
          Long.MAX_VALUE,
          (batch, first, until) -> {
            loader.load(batch);
            for (int row = first; row < until; row++) {
              List<@Nullable Object> cells = new ArrayList<>();
              for (FieldVector vector : loader.root().getFieldVectors()) {
                cells.add(CellValue.of(vector, row, Numbers.PLAIN));
              }
              csv.write(cells);
            }
            // Whose rights went meanwhile gets no more of it.
            load(context);
          });
      csv.flush();
    } finally {
      deadline.end();
    }
  }

  private void drop(Context context) {
    results.drop(callerOf(context), context.pathParam("result"));
    context.status(204);
  }

  private static long number(Context context, String name, long otherwise) {
    String given = context.queryParam(name);
    if (given == null) {
      return otherwise;
    }
    if (!NUMBER.matcher(given).matches()) {
      throw usage(name + " must be a whole number");
    }
    return Long.parseLong(given);
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot read the result: " + why);
  }
}
