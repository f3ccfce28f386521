package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The size of a document does not change what it means. */
class TestJsonSizes {
  private static final RowOrigin ORIGIN = new RowOrigin("a.json", "f00d", "a.json");
  private static final int DOCUMENTS = 400;

  private static List<String> rows(String text, String path, int moderate, String... names)
      throws IOException {
    JsonRow row = new JsonRow(Rows.wanted(names));
    StrictDecoder in =
        StrictDecoder.open(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "utf-8");
    RecordLimits limits = new RecordLimits(1 << 20, 1000);
    try (RecordCursor cursor = JsonDocumentCursor.open(in, path, limits, ORIGIN, row, moderate)) {
      List<String> rows = new ArrayList<>(Rows.all(cursor));
      rows.add("missing " + cursor.missing());
      return rows;
    }
  }

  @Test
  void aSecondDocumentAndValuesAfterTheRowsAreFoundInLargeOnesToo() throws IOException {
    String rows = "{\"id\":1}, {\"id\":2}";
    String text =
        "{\"d\":[{\"s\":["
            + rows
            + "]},{\"s\":[{\"id\":3}]}],\"x\":{\"y\":7}, \"pad\":\""
            + "p".repeat(200_000)
            + "\"}\n{\"d\":{\"s\":[{\"id\":4}]}}";
    assertThat(rows(text, "d.s", 1_000, "id", "$.x.y"))
        .isEqualTo(rows(text, "d.s", 1 << 24, "id", "$.x.y"))
        .containsExactly(
            "1: id=1, $.x.y=7",
            "2: id=2, $.x.y=7",
            "3: id=3, $.x.y=7",
            "4: id=4, $.x.y=7",
            "missing []");
  }

  @Test
  void whatWouldHaveToBeLookedAtTwiceIsRefused() throws IOException {
    String pad = "\"pad\":\"" + "p".repeat(200_000) + "\"";
    assertThat(rows("{\"d.s\":[{\"id\":1}]," + pad + "}", "d.s", 1_000, "id").get(0))
        .startsWith("1! the key 'd.s' holds dots");
    assertThat(rows("{\"d\":[[{\"id\":1}]]," + pad + "}", "d.0", 1_000, "id").get(0))
        .startsWith("1! a path with a number in it");
    assertThat(rows("{\"d\":[{\"id\":1}]," + pad, "d", 1_000, "id").get(0))
        .startsWith("1! the document is not JSON");
  }

  @Test
  void drawnDocumentsGiveTheSameRows() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int rows = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int document = 0; document <= random.nextInt(3); document++) {
        value(random, 0, text);
        text.append('\n');
      }
      String path = List.of("", "a", "a.b", "a.b.a", "b.b").get(random.nextInt(5));
      // What is behind the first block is read from the disk.
      String padded = " ".repeat(70_000) + text;
      List<String> small = rows(padded, path, 1 << 24, "a", "b", "$.a.b", "$.b");
      assertThat(rows(padded, path, 1, "a", "b", "$.a.b", "$.b"))
          .as("seed %d, document %d, path %s: %s", seed, i, path, text)
          .isEqualTo(small);
      rows += small.size() - 1;
    }
    assertThat(rows).isGreaterThan(DOCUMENTS / 2);
  }

  private static void value(Random random, int depth, StringBuilder out) {
    int what = random.nextInt(depth > 4 ? 3 : 9);
    if (what == 0) {
      out.append(random.nextInt(10));
    } else if (what == 1) {
      out.append(random.nextBoolean() ? "null" : "\"t\"");
    } else if (what == 2) {
      out.append("[]");
    } else if (what < 5) {
      out.append('[');
      for (int i = 0; i <= random.nextInt(3); i++) {
        out.append(i == 0 ? "" : ",");
        value(random, depth + 1, out);
      }
      out.append(']');
    } else {
      out.append('{');
      List<String> keys = new ArrayList<>(List.of("a", "b", "c"));
      if (random.nextInt(12) == 0) {
        keys.add("a");
      }
      java.util.Collections.shuffle(keys, random);
      for (int i = 0; i < keys.size(); i++) {
        out.append(i == 0 ? "" : ",").append('"').append(keys.get(i)).append("\":");
        value(random, depth + 1, out);
      }
      out.append('}');
    }
  }

  @Test
  void elementsThatAreNoRecordsAreRefused() throws IOException {
    assertThat(rows("[{\"a\":1},{},42,\"text\",null,{\"z\":1}]", "", 1 << 24, "a"))
        .satisfiesExactly(
            row -> assertThat(row).isEqualTo("1: a=1"),
            row -> assertThat(row).startsWith("2! the element has none of the names"),
            row -> assertThat(row).startsWith("3! the element is no object"),
            row -> assertThat(row).startsWith("4! the element is no object"),
            row -> assertThat(row).startsWith("5! the element is no object"),
            row -> assertThat(row).startsWith("6! the element has none of the names"),
            row -> assertThat(row).isEqualTo("missing []"));
  }

  @Test
  void aNameThatIsNowhereIsMissing() throws IOException {
    assertThat(rows("[{\"a\":1},{\"a\":2}]", "", 1 << 24, "a", "b"))
        .last()
        .isEqualTo("missing [b]");
    assertThat(rows("[{\"a\":1},{\"a\":2,\"b\":null}]", "", 1 << 24, "a", "b"))
        .last()
        .isEqualTo("missing []");
  }
}
