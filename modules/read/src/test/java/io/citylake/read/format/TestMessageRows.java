package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec.JsonMessage;
import io.citylake.contract.job.SourceSpec.Tombstones;
import io.citylake.model.RawRow;
import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows of messages with keys and headers that anybody may send. */
class TestMessageRows {
  private static RawRow only(byte[] key, @Nullable String value, byte[] header, String... names)
      throws IOException {
    MessageRows rows =
        new MessageTask(
                new JsonMessage(""),
                new MessageSchemas(null, new TreeMap<>()),
                Tombstones.ROW,
                new RequestedFields(List.of(), List.of(names)),
                new RecordLimits(1 << 20, 100))
            .open();
    byte[] bytes = value == null ? null : bytes(value);
    rows.take(
        new Message(
            "t", 0, 7, 0, "CreateTime", key, bytes, List.of(new Message.Header("h", header)), 100));
    assertThat(rows.next()).isTrue();
    return rows.row();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void keysAndHeadersThatHoldNulAreShownAsTheirBytes() throws IOException {
    byte[] number = {0, 0, 0, 0, 0, 0, 0, 42};
    RawRow row = only(number, "{\"a\":1}", new byte[] {0}, "a", "$kafka.key", "$kafka.headers.h");
    assertThat(row.malformed()).isNull();
    assertThat(row.value(1)).isEqualTo("\\x000000000000002a");
    assertThat(row.value(2)).isEqualTo("\\x00");
  }

  @Test
  void aMappedValueOfAKeyThatNoTextMayBeRefusesTheRow() throws IOException {
    for (String key : List.of("{\"n\":\"a\\u0000\"}", "{\"n\":\"\\ud800\"}")) {
      for (String value : new @Nullable String[] {"{\"a\":1}", null}) {
        RawRow row = only(bytes(key), value, new byte[0], "a", "$kafka.key.n");
        assertThat(row.malformed()).as("%s of %s", key, value).isNotNull();
        // Of what nobody maps nothing is asked.
        assertThat(only(bytes(key), value, new byte[0], "a").malformed()).isNull();
      }
    }
  }
}
