package io.citylake.serve.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.BatchLoader;
import io.citylake.serve.http.CellValue.Numbers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** How an answer is written, as it comes: nothing but the present batch is held. */
enum AnswerFormat {
  JSON("application/json") {
    @Override
    void write(Answer answer, long release, Wish wish, BufferAllocator allocator, OutputStream out)
        throws IOException {
      List<String> names = names(answer);
      writeJson(
          answer,
          release,
          wish,
          allocator,
          out,
          (json, root, row) -> {
            json.writeStartObject();
            for (int i = 0; i < names.size(); i++) {
              json.writePOJOField(
                  names.get(i), CellValue.of(root.getVector(i), row, wish.numbers()));
            }
            json.writeEndObject();
          });
    }
  },

  /** The same with each row as a list in the order of the columns: half as long. */
  ROWS("application/vnd.citylake.rows+json") {
    @Override
    void write(Answer answer, long release, Wish wish, BufferAllocator allocator, OutputStream out)
        throws IOException {
      writeJson(
          answer,
          release,
          wish,
          allocator,
          out,
          (json, root, row) -> {
            json.writeStartArray();
            for (FieldVector vector : root.getFieldVectors()) {
              json.writePOJO(CellValue.of(vector, row, wish.numbers()));
            }
            json.writeEndArray();
          });
    }
  },

  CSV("text/csv") {
    @Override
    void write(Answer answer, long release, Wish wish, BufferAllocator allocator, OutputStream out)
        throws IOException {
      CsvRows csv =
          new CsvRows(
              new OutputStreamWriter(out, StandardCharsets.UTF_8),
              answer.schema().getFields().stream().map(Field::getName).toList());
      eachRow(
          answer,
          allocator,
          Long.MAX_VALUE,
          (root, row) -> {
            List<@Nullable Object> cells = new ArrayList<>();
            for (FieldVector vector : root.getFieldVectors()) {
              cells.add(CellValue.of(vector, row, Numbers.PLAIN));
            }
            csv.write(cells);
          });
      csv.flush();
    }
  },

  /** A sheet of a workbook; dates are dates in it, and instants texts with their offset. */
  WORKBOOK("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
    @Override
    void write(Answer answer, long release, Wish wish, BufferAllocator allocator, OutputStream out)
        throws IOException {
      List<String> headings =
          answer.schema().getFields().stream().map(Field::getName).map(wish.headings()).toList();
      try (Workbooks book = new Workbooks(out, headings)) {
        eachRow(
            answer,
            allocator,
            Long.MAX_VALUE,
            (root, row) -> {
              List<@Nullable Object> cells = new ArrayList<>();
              for (FieldVector vector : root.getFieldVectors()) {
                cells.add(
                    vector instanceof DateDayVector date && !date.isNull(row)
                        ? LocalDate.ofEpochDay(date.get(row))
                        : CellValue.of(vector, row, Numbers.PLAIN));
              }
              book.write(cells);
            });
      }
    }
  },

  ARROW("application/vnd.apache.arrow.stream") {
    @Override
    void write(Answer answer, long release, Wish wish, BufferAllocator allocator, OutputStream out)
        throws IOException {
      // Closed by whoever owns the stream.
      @SuppressWarnings("resource")
      WriteChannel channel = new WriteChannel(Channels.newChannel(out));
      MessageSerializer.serialize(channel, answer.schema());
      for (byte[] batch = answer.next(); batch != null; batch = answer.next()) {
        channel.write(batch);
      }
      ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String mediaType;

  AnswerFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Writes all of it; neither closes. */
  abstract void write(
      Answer answer, long release, Wish wish, BufferAllocator allocator, OutputStream out)
      throws IOException;

  /** Whether it is taken away as a file, which {@code export-rows} limits. */
  boolean isFile() {
    return this == CSV || this == WORKBOOK;
  }

  String mediaType() {
    return mediaType;
  }

  /** The first one that a request accepts; JSON where it says nothing that we know. */
  static AnswerFormat accepted(@Nullable String header) {
    if (header != null) {
      for (String each : header.split(",", 20)) {
        String type = each.split(";", 2)[0].strip();
        for (AnswerFormat format : values()) {
          if (format.mediaType.equalsIgnoreCase(type)) {
            return format;
          }
        }
      }
    }
    return JSON;
  }

  /**
   * What a client wants beside the format.
   *
   * @param most rows that are handed over; in JSON only, be it of rows as lists, where the answer
   *     says that there are more
   * @param headings what columns are called above their values, in a workbook
   */
  record Wish(Numbers numbers, long most, UnaryOperator<String> headings) {}

  /**
   * Whether an answer in this format can be as it is wanted.
   *
   * @throws CityLakeException USAGE
   */
  void check(Wish wish) {
    if (this != JSON && this != ROWS && wish.most() != Long.MAX_VALUE) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot answer: 'most' goes with JSON only; in other formats nothing would say that there"
              + " are more rows, so use LIMIT");
    }
  }

  /** Writes one row of a batch as JSON. */
  private interface JsonRow {
    void write(JsonGenerator json, VectorSchemaRoot batch, int row) throws IOException;
  }

  private static void writeJson(
      Answer answer,
      long release,
      Wish wish,
      BufferAllocator allocator,
      OutputStream out,
      JsonRow writer)
      throws IOException {
    JsonGenerator json = MAPPER.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeNumberField("release", release);
    json.writeArrayFieldStart("columns");
    for (Field field : answer.schema().getFields()) {
      json.writeStartObject();
      json.writeStringField("name", field.getName());
      json.writeStringField("type", TypeName.of(field));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    long[] written = {0};
    boolean more =
        eachRow(
            answer,
            allocator,
            wish.most(),
            (root, row) -> {
              written[0]++;
              writer.write(json, root, row);
            });
    json.writeEndArray();
    json.writeNumberField("rowCount", written[0]);
    json.writeBooleanField("more", more);
    json.writeEndObject();
    json.flush();
  }

  /** Writes one row of a batch. */
  interface RowWriter {
    void write(VectorSchemaRoot batch, int row) throws IOException;
  }

  /** Whether there are more rows than are wanted. */
  private static boolean eachRow(
      Answer answer, BufferAllocator allocator, long most, RowWriter writer) throws IOException {
    long left = most;
    try (BatchLoader loader = new BatchLoader(answer.schema(), allocator)) {
      for (byte[] batch = answer.next(); batch != null; batch = answer.next()) {
        loader.load(batch);
        for (int row = 0; row < loader.root().getRowCount(); row++) {
          if (left-- == 0) {
            answer.enough();
            return true;
          }
          writer.write(loader.root(), row);
        }
      }
    }
    return false;
  }

  private static List<String> names(Answer answer) {
    List<String> names = answer.schema().getFields().stream().map(Field::getName).toList();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new CityLakeException(
            ErrorCode.SQL_INVALID,
            "Cannot answer as JSON: two columns have one name; give them names with AS");
      }
    }
    return names;
  }
}
