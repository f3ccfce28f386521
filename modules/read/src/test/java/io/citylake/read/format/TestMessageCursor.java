package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages of receivers that take bodies apart. */
class TestMessageCursor {
  private static List<String> rows(List<String> names, String... texts) throws IOException {
    List<String> rows = new ArrayList<>();
    try (MessageCursor cursor =
        MessageCursor.open(
            new Texts(List.of(texts)),
            "",
            new RequestedFields(List.of(), names),
            List.of("_sender"),
            new RecordLimits(1 << 20, 100),
            new RowOrigin("feed", "x", "feed"))) {
      while (cursor.next()) {
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < cursor.row().width(); i++) {
          values.add(cursor.row().value(i));
        }
        @Nullable String malformed = cursor.row().malformed();
        rows.add(malformed == null ? values.toString() : malformed + " | " + cursor.row().raw());
      }
    }
    return rows;
  }

  private static final class Texts implements Messages {
    private final List<String> texts;
    private int at = -1;

    Texts(List<String> texts) {
      this.texts = texts;
    }

    @Override
    public boolean next() {
      return ++at < texts.size();
    }

    @Override
    public byte[] payload() {
      return texts.get(at).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long place() {
      return at + 1;
    }

    @Override
    public List<@Nullable String> envelope() {
      return List.of("orion");
    }

    @Override
    public void close() {}
  }

  @Test
  void whatAReceiverCouldNotTakeApartIsRefusedWhole() throws IOException {
    List<String> rows =
        rows(
            List.of("id", "_body.id"),
            "{\"_refused\":\"ngsi\",\"_body\":{\"id\":\"1\"}}",
            "{\"id\":\"2\"}");
    assertThat(rows.get(0))
        .startsWith("the body is no notification of NGSI")
        .contains("{\\\"id\\\":\\\"1\\\"}");
    assertThat(rows.get(1)).isEqualTo("[2, null]");
  }

  @Test
  void entitiesAreMappedInEachForm() throws IOException {
    String head = "{\"_notification\":{\"subscriptionId\":\"s\"},";
    assertThat(
            rows(
                List.of(
                    "level.value",
                    "level",
                    "_notification.subscriptionId",
                    "at.value.coordinates.1"),
                head + "\"level\":{\"type\":\"Property\",\"value\":1.50}}",
                head + "\"level\":1.50}",
                head
                    + "\"at\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[104.0,30.5]}}}"))
        .containsExactly(
            "[1.50, {\"type\":\"Property\",\"value\":1.50}, s, null]",
            "[null, 1.50, s, null]",
            "[null, null, s, 30.5]");
  }

  @Test
  void imagesAreFoundInArraysAndAlone() throws IOException {
    List<String> names =
        List.of(
            "_kind",
            "SubImageList.SubImageInfoObject.0.Data.sha256",
            "SubImageList.SubImageInfoObject.Data.sha256");
    String object = "{\"_kind\":\"Face\",\"SubImageList\":{\"SubImageInfoObject\":%s}}";
    assertThat(
            rows(
                names,
                object.formatted("[{\"Data\":{\"sha256\":\"a\"}}]"),
                object.formatted("{\"Data\":{\"sha256\":\"b\"}}")))
        .containsExactly("[Face, a, null]", "[Face, null, b]");
  }
}
