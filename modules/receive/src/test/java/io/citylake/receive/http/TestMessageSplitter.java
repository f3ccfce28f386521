package io.citylake.receive.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.feed.Feed;
import io.citylake.model.DataSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestMessageSplitter {
  private static final Feed.Limits LIMITS =
      new Feed.Limits(new DataSize(60), new DataSize(1000), 20, 4, 10);

  private static List<String> split(String body, String type) throws RefusedException {
    return new MessageSplitter(LIMITS)
        .split(body.getBytes(StandardCharsets.UTF_8), type).stream()
            .map(each -> new String(each, StandardCharsets.UTF_8))
            .toList();
  }

  private static List<String> split(String body) throws RefusedException {
    return split(body, "application/json; charset=utf-8");
  }

  @Test
  void oneObjectIsOneMessageAsItCame() throws Exception {
    assertThat(split(" {\"a\" : 1.50, \"水\":\"深\"}\n"))
        .containsExactly("{\"a\" : 1.50, \"水\":\"深\"}");
  }

  @Test
  void eachElementOfAnArrayIsAMessage() throws Exception {
    assertThat(split("[{\"a\":\"府]河\"}, {\"b\":[1,{}]} ,[2]]"))
        .containsExactly("{\"a\":\"府]河\"}", "{\"b\":[1,{}]}", "[2]");
  }

  @Test
  void documentsBehindOneAnotherAreTakenApart() throws Exception {
    assertThat(split("\uFEFF{\"a\":1}\n{\"b\":2}[{\"c\":3}]"))
        .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
  }

  @Test
  void eachLineIsAMessageBrokenOrNot() throws Exception {
    assertThat(split("{\"a\":1}\r\n\n  \nnot json\n{\"b\":2}", "application/x-ndjson"))
        .containsExactly("{\"a\":1}", "not json", "{\"b\":2}");
  }

  @Test
  void whatIsPublishedIsNoLargerThanTheFeedAllowsAndMayBeNothing() throws Exception {
    MessageSplitter splitter = new MessageSplitter(LIMITS);
    for (String body : List.of("", " \n", "[]", "[ ]", "no json", "x".repeat(60))) {
      byte[] payload = body.getBytes(StandardCharsets.UTF_8);
      assertThat(splitter.published(payload)).as(body).containsExactly(payload);
    }
    for (String body : List.of("x".repeat(61), " ".repeat(61), "[%s]".formatted(" ".repeat(60)))) {
      byte[] payload = body.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> splitter.published(payload))
          .as(body)
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void whatIsNoJsonStaysWhole() throws Exception {
    for (String body :
        List.of(
            "{\"a\":1",
            "[{\"a\":1},{]",
            "[{\"a\":1},2]",
            "42",
            "\"a\"",
            "null",
            "{\"a\":1}x",
            "{\"a\":1}]",
            "a".repeat(100),
            "\u0000{}",
            "{\"a\":1",
            "[",
            "{\"a\":\"\ud800")) {
      assertThat(split(body)).as(body).hasSize(1);
    }
    assertThat(split("[{\"a\":1},{]")).containsExactly("[{\"a\":1},{]");
  }

  @Test
  void bytesThatAreNoTextStayWhole() throws Exception {
    byte[] gbk = "{\"a\":\"府河\"}".getBytes("GBK");
    assertThat(new MessageSplitter(LIMITS).split(gbk, null)).containsExactly(gbk);
  }

  @Test
  void nothingIsRefused() {
    for (String body : List.of("", " \n", "[]", "[ ]")) {
      assertThatThrownBy(() -> split(body)).as(body).hasMessageContaining("no message");
    }
    assertThatThrownBy(() -> split("\n\n", "application/jsonl")).hasMessageContaining("no message");
  }

  @Test
  void moreMessagesThanTheFeedTakesAreRefused() throws Exception {
    for (String unit : List.of("{}", "{}\n")) {
      assertThat(split(unit.repeat(20))).hasSize(20);
      assertThatThrownBy(() -> split(unit.repeat(21))).hasMessageContaining("20 at most");
    }
    assertThat(split("[" + "{},".repeat(19) + "{}]")).hasSize(20);
    assertThatThrownBy(() -> split("[" + "{},".repeat(20) + "{}]"))
        .hasMessageContaining("20 at most");
    assertThat(split("{}\n".repeat(20), "application/x-ndjson")).hasSize(20);
    assertThatThrownBy(() -> split("{}\n".repeat(21), "application/x-ndjson"))
        .hasMessageContaining("20 at most");
  }

  @Test
  void whatIsTooLargeOrTooDeepIsRefused() throws Exception {
    String large = "{\"a\":\"" + "x".repeat(60) + "\"}";
    assertThatThrownBy(() -> split("[{}," + large + "]")).hasMessageContaining("60 at most");
    assertThatThrownBy(() -> split("[{}]\n" + large, "application/x-ndjson"))
        .hasMessageContaining("60 at most");
    assertThat(split("[[[[{}]]]]")).hasSize(1);
    for (String body : List.of("[[[[[{}]]]]]", "{\"a\":[[[[]]]]}", "[".repeat(900))) {
      assertThatThrownBy(() -> split(body)).as(body).hasMessageContaining("deeper");
    }
    assertThatThrownBy(() -> split("{\"a\":[[[[]]]]}", "application/x-ndjson"))
        .hasMessageContaining("deeper");
  }
}
