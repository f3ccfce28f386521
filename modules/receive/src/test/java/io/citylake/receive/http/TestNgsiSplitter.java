package io.citylake.receive.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.feed.Feed;
import io.citylake.model.DataSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestNgsiSplitter {
  private static final Feed.Limits LIMITS =
      new Feed.Limits(new DataSize(300), new DataSize(1 << 20), 20, 6, 10);

  private static List<String> split(String body) throws RefusedException {
    return new NgsiSplitter(LIMITS)
        .split(body.getBytes(StandardCharsets.UTF_8)).stream()
            .map(each -> new String(each, StandardCharsets.UTF_8))
            .toList();
  }

  @Test
  void eachEntityIsAMessageWithWhatTheNotificationSays() throws Exception {
    assertThat(
            split(
                """
                {"id":"urn:n","type":"Notification","subscriptionId":"s",
                "data":[{ "id" : "甲", "level":{"type":"Property","value":1.50,"unitCode":"MTR"}},
                { },{"id":"乙","level":1.5}], "notifiedAt":"2026-01-31T00:00:00Z"}\
                """))
        .containsExactly(
            "{\"_notification\":{\"id\":\"urn:n\",\"type\":\"Notification\",\"subscriptionId\":\"s\",\n"
                + "\"data\":3, \"notifiedAt\":\"2026-01-31T00:00:00Z\"},\"id\" : \"甲\","
                + " \"level\":{\"type\":\"Property\",\"value\":1.50,\"unitCode\":\"MTR\"}}",
            "{\"_notification\":{\"id\":\"urn:n\",\"type\":\"Notification\",\"subscriptionId\":\"s\",\n"
                + "\"data\":3, \"notifiedAt\":\"2026-01-31T00:00:00Z\"}}",
            "{\"_notification\":{\"id\":\"urn:n\",\"type\":\"Notification\",\"subscriptionId\":\"s\",\n"
                + "\"data\":3,"
                + " \"notifiedAt\":\"2026-01-31T00:00:00Z\"},\"id\":\"乙\",\"level\":1.5}");
    assertThat(split("{\"subscriptionId\":\"s\",\"data\":[]}")).isEmpty();
  }

  @Test
  void whatIsNoNotificationStaysWhole() throws Exception {
    for (String body :
        List.of(
            "{\"id\":\"甲\"}",
            "[{\"subscriptionId\":\"s\",\"data\":[{}]}]",
            "1",
            "{\"data\":[{}]}",
            "{\"subscriptionId\":\"s\",\"data\":[{},[1,{}]]}",
            "{\"subscriptionId\":\"s\",\"data\":{}}",
            "{\"subscriptionId\":\"s\",\"data\":[{}],\"data\":[{}]}",
            "{\"subscriptionId\":\"s\",\"data\":[{}]} {}")) {
      assertThat(split(body))
          .as(body)
          .containsExactly("{\"_refused\":\"ngsi\",\"_body\":" + body + "}");
    }
    for (String body :
        List.of("{", "{\"subscriptionId\":\"s\",\"data\":[{}", "{\"data\":[{}]}}", "x")) {
      assertThat(split(body)).as(body).hasSize(1).allMatch(each -> each.contains(body));
    }
  }

  @Test
  void whatIsTooLargeOrTooDeepIsRefused() {
    String entity = "{\"subscriptionId\":\"s\",\"data\":[%s]}";
    for (String body :
        List.of(
            entity.formatted("{\"a\":\"" + "x".repeat(300) + "\"}"),
            entity.formatted("{\"a\":" + "[".repeat(6) + "]".repeat(6) + "}"),
            entity.formatted("{},".repeat(20) + "{}"),
            "{\"@context\":\"" + "x".repeat(2048) + "\",\"subscriptionId\":\"s\",\"data\":[{}]}")) {
      assertThatThrownBy(() -> split(body))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.refusal().status()).isEqualTo(413));
    }
    assertThatThrownBy(() -> split("")).isInstanceOf(RefusedException.class);
  }
}
