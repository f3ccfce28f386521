package io.citylake.receive.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.citylake.contract.feed.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body apart into messages: an object is one, of an array each element, of NDJSON each
 * line. A message is the bytes as they came. A body that is no JSON is one message as it is: it is
 * stored, and ends in quarantine whole.
 */
final class MessageSplitter {
  private static final Set<String> LINES =
      Set.of(
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonlines");

  static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Feed.Limits limits;

  MessageSplitter(Feed.Limits limits) {
    this.limits = limits;
  }

  /**
   * The messages of a body.
   *
   * @throws RefusedException where there is none, there are too many, or one is larger or deeper
   *     than the feed allows
   */
  List<byte[]> split(byte[] body, @Nullable String contentType) throws RefusedException {
    List<byte[]> messages = areLines(contentType) ? lines(body) : documents(body);
    if (messages.isEmpty()) {
      throw new RefusedException(
          Refusal.usage(400, "Cannot take the request: there is no message in it"));
    }
    boolean whole = messages.size() == 1 && messages.get(0).length == body.length;
    for (byte[] message : messages) {
      if (message.length > limits.message().bytes() && !(whole && !isJson(body))) {
        throw tooLarge(message.length, limits);
      }
    }
    return messages;
  }

  /**
   * The messages of what was published. One that says nothing is a message too, since its device
   * may have no other answer, and one that is no JSON is bounded by nothing else than the feed.
   *
   * @throws RefusedException where there are too many, or one is larger or deeper than the feed
   *     allows
   */
  List<byte[]> published(byte[] payload) throws RefusedException {
    List<byte[]> found = documents(payload);
    List<byte[]> messages = found.isEmpty() ? List.of(payload) : found;
    for (byte[] message : messages) {
      if (message.length > limits.message().bytes()) {
        throw tooLarge(message.length, limits);
      }
    }
    return messages;
  }

  static RefusedException tooLarge(int length, Feed.Limits limits) {
    return new RefusedException(
        Refusal.tooLarge(
            "Cannot take the message: it has %,d bytes, and the feed takes %,d at most"
                .formatted(length, limits.message().bytes())));
  }

  static RefusedException tooMany(Feed.Limits limits) {
    return new RefusedException(
        Refusal.tooLarge(
            "Cannot take the request: it holds more messages than the feed takes in one, %,d at most"
                .formatted(limits.messages())));
  }

  private static boolean areLines(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return LINES.contains(type.toLowerCase(Locale.ROOT));
  }

  private List<byte[]> lines(byte[] body) throws RefusedException {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int at = 0; at <= body.length; at++) {
      if (at == body.length || body[at] == '\n') {
        int end = at > start && body[at - 1] == '\r' ? at - 1 : at;
        if (!isBlank(body, start, end)) {
          byte[] line = Arrays.copyOfRange(body, start, end);
          // For its depth; whether it is JSON is who reads it to say.
          parts(line);
          add(lines, line);
        }
        start = at + 1;
      }
    }
    return lines;
  }

  /** Counted while they are taken apart: a body may hold millions. */
  private void add(List<byte[]> messages, byte[] message) throws RefusedException {
    if (messages.size() >= limits.messages()) {
      throw tooMany(limits);
    }
    messages.add(message);
  }

  private static boolean isBlank(byte[] body, int from, int until) {
    for (int i = from; i < until; i++) {
      if (body[i] != ' ' && body[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private List<byte[]> documents(byte[] body) throws RefusedException {
    if (body.length == 0) {
      return List.of();
    }
    @Nullable List<byte[]> parts = parts(body);
    return parts == null ? List.of(body) : parts;
  }

  private boolean isJson(byte[] body) throws RefusedException {
    return parts(body) != null;
  }

  /**
   * The objects and arrays of a text, those of an array apart; null where that is not all of it.
   */
  private @Nullable List<byte[]> parts(byte[] body) throws RefusedException {
    if (!isPlain(body)) {
      return null;
    }
    List<byte[]> parts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          add(parts, part(parser, body));
        } else if (token != JsonToken.START_ARRAY) {
          return null;
        } else {
          for (JsonToken each = parser.nextToken();
              each != JsonToken.END_ARRAY;
              each = parser.nextToken()) {
            if (each == null || !each.isStructStart()) {
              return null;
            }
            add(parts, part(parser, body));
          }
        }
      }
      return parts;
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  /** Jackson would take others for UTF-16 or UTF-32, whose places it doesn't tell. */
  static boolean isPlain(byte[] body) {
    for (int i = 0; i < Math.min(4, body.length); i++) {
      if (body[i] == 0) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of the object or array that the parser has just begun. */
  private byte[] part(JsonParser parser, byte[] body) throws IOException, RefusedException {
    long start = parser.currentTokenLocation().getByteOffset();
    skip(parser, limits);
    return Arrays.copyOfRange(body, (int) start, (int) parser.currentLocation().getByteOffset());
  }

  /** To the end of the object or array that the parser has just begun. */
  static void skip(JsonParser parser, Feed.Limits limits) throws IOException, RefusedException {
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new JsonParseException(parser, "the body ends early");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth > limits.depth()) {
        throw new RefusedException(
            Refusal.tooLarge(
                "Cannot take the message: it is nested deeper than the feed takes (depth=%d)"
                    .formatted(limits.depth())));
      }
    }
  }
}
