package io.citylake.receive.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.citylake.contract.feed.Feed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a notification of NGSI-LD (ETSI GS CIM 009, 5.3.1) or NGSI-v2 apart: each entity is a
 * message with its members as they came, and what the notification says of itself as {@code
 * _notification}, with the number of entities in the place of {@code data}. What is no notification
 * is one message, which says so and ends in quarantine whole.
 */
final class NgsiSplitter {
  /** What a notification may have beside its entities, each of which is given it. */
  static final int MOST_HEAD = 2048;

  private static final byte[] REFUSED = bytes("{\"_refused\":\"ngsi\",\"_body\":");

  private final Feed.Limits limits;

  NgsiSplitter(Feed.Limits limits) {
    this.limits = limits;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Where a value's bytes are. */
  private record Range(int from, int until) {}

  /**
   * The messages of a body; none of a notification without entities.
   *
   * @throws RefusedException where there are too many, or one is larger or deeper than the feed
   *     allows
   */
  List<byte[]> split(byte[] body) throws RefusedException {
    if (body.length == 0) {
      throw new RefusedException(
          Refusal.usage(400, "Cannot take the request: there is no message in it"));
    }
    if (!MessageSplitter.isPlain(body)) {
      return List.of(body);
    }
    try (JsonParser parser = MessageSplitter.JSON.createParser(body)) {
      return new Reading(parser, body).messages();
    } catch (JsonProcessingException e) {
      // It is no JSON, and whoever reads it says so.
      return List.of(body);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  /** One body, read once. */
  private final class Reading {
    private final JsonParser parser;
    private final byte[] body;
    private final List<Range> entities = new ArrayList<>();
    private @Nullable Range data;
    private boolean subscribed;
    private boolean sound = true;

    Reading(JsonParser parser, byte[] body) {
      this.parser = parser;
      this.body = body;
    }

    List<byte[]> messages() throws IOException, RefusedException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        while (parser.nextToken() != null) {
          // To its end: what follows may be no JSON.
        }
        return List.of(refused());
      }
      int start = start();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        member(parser.currentName());
      }
      int end = end();
      boolean whole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      Range found = data;
      return whole && sound && subscribed && found != null
          ? messages(head(start, found, end))
          : List.of(refused());
    }

    private int start() {
      return (int) parser.currentTokenLocation().getByteOffset();
    }

    private int end() {
      return (int) parser.currentLocation().getByteOffset();
    }

    private void member(String name) throws IOException, RefusedException {
      JsonToken value = parser.nextToken();
      if (name.equals("data") && value == JsonToken.START_ARRAY) {
        sound &= data == null;
        int from = start();
        entities();
        data = new Range(from, end());
      } else {
        subscribed |= name.equals("subscriptionId") && value == JsonToken.VALUE_STRING;
        parser.skipChildren();
      }
    }

    private void entities() throws IOException, RefusedException {
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        if (token != JsonToken.START_OBJECT) {
          sound = false;
          if (token == null) {
            return;
          }
          parser.skipChildren();
          continue;
        }
        int from = start();
        MessageSplitter.skip(parser, limits);
        if (entities.size() >= limits.messages()) {
          throw MessageSplitter.tooMany(limits);
        }
        entities.add(new Range(from, end()));
      }
    }

    private byte[] refused() {
      ByteArrayOutputStream out = new ByteArrayOutputStream(REFUSED.length + body.length + 1);
      out.write(REFUSED, 0, REFUSED.length);
      out.write(body, 0, body.length);
      out.write('}');
      return out.toByteArray();
    }

    /** The notification with the number of its entities in their place. */
    private byte[] head(int start, Range entitiesRange, int end) throws RefusedException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(body, start, entitiesRange.from() - start);
      out.writeBytes(bytes(Integer.toString(entities.size())));
      out.write(body, entitiesRange.until(), end - entitiesRange.until());
      if (out.size() > MOST_HEAD) {
        throw new RefusedException(
            Refusal.tooLarge(
                "Cannot take the notification: without its entities it has %,d bytes, and each of them would be stored with these; %,d are taken at most"
                    .formatted(out.size(), MOST_HEAD)));
      }
      return out.toByteArray();
    }

    private List<byte[]> messages(byte[] head) throws RefusedException {
      List<byte[]> messages = new ArrayList<>();
      long most = 4 * limits.body().bytes();
      long bytes = 0;
      for (Range entity : entities) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes("{\"_notification\":"));
        out.writeBytes(head);
        int first = entity.from() + 1;
        while (" \t\r\n".indexOf(body[first]) >= 0) {
          first++;
        }
        if (body[first] != '}') {
          out.write(',');
        }
        out.write(body, first, entity.until() - first);
        if (out.size() > limits.message().bytes()) {
          throw MessageSplitter.tooLarge(out.size(), limits);
        }
        bytes += out.size();
        if (bytes > most) {
          throw new RefusedException(
              Refusal.tooLarge(
                  "Cannot take the notification: its entities, each with what it says of itself, have more than the %,d bytes that are taken, four times a body; send fewer in one"
                      .formatted(most)));
        }
        messages.add(out.toByteArray());
      }
      return messages;
    }
  }
}
