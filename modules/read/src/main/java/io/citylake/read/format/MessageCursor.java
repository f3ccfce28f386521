package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages in JSON, each a document as a line of an NDJSON file is one. One that cannot be read
 * comes out as one refused record that holds all of its text. What is known of a message beside its
 * text goes by names of its own, also in what is quarantined, so that a replay has it.
 */
public final class MessageCursor extends JsonCursors.Base {
  /** What a receiver says of a body that it could not take apart, and stored whole. */
  private static final String REFUSED = "_refused";

  private final Messages messages;
  private final String path;
  private final JsonFactory factory;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final MessageRow shown;
  private JsonValue root = JsonValue.Nothing.NOTHING;
  private String text = "";

  private MessageCursor(
      Messages messages,
      String path,
      RecordLimits limits,
      RowOrigin origin,
      JsonRow row,
      MessageRow shown) {
    super(messages, origin, row);
    this.messages = messages;
    this.path = path;
    this.factory = JsonTree.factory(limits);
    this.shown = shown;
  }

  /**
   * Walks messages; the cursor closes them.
   *
   * @param path to the array in each message whose elements are the rows; empty: the message
   * @param envelope the names of what is known of a message beside its text; they go before names
   *     in it
   */
  public static MessageCursor open(
      Messages messages,
      String path,
      RequestedFields wanted,
      List<String> envelope,
      RecordLimits limits,
      RowOrigin origin) {
    JsonRow row = new JsonRow(wanted.without(envelope));
    MessageRow shown = new MessageRow(row, wanted.names(), List.copyOf(envelope), messages);
    return new MessageCursor(messages, path, limits, origin, row, shown);
  }

  @Override
  public boolean next() throws IOException {
    while (waiting.isEmpty()) {
      if (!messages.next()) {
        return false;
      }
      Optional<String> fault = read(messages.payload());
      if (fault.isPresent()) {
        waiting.clear();
        row.refuse(fault.get(), text, messages.place());
        return true;
      }
    }
    row.set(waiting.remove(), root, messages.place());
    return true;
  }

  /** Why the message is no document; empty where it is one. */
  private Optional<String> read(byte[] payload) throws IOException {
    try {
      CharBuffer decoded = decoder.decode(ByteBuffer.wrap(payload));
      text =
          decoded.length() > 0 && decoded.get(0) == '\uFEFF'
              ? decoded.subSequence(1, decoded.length()).toString()
              : decoded.toString();
    } catch (CharacterCodingException e) {
      text = escaped(payload);
      return Optional.of("the message holds bytes that are not UTF-8");
    }
    return document();
  }

  private Optional<String> document() throws IOException {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.of("the message is empty");
      }
      root = JsonTree.value(parser);
      if (parser.nextToken() != null) {
        return Optional.of("the message holds more than one JSON value");
      }
      if (root.at(REFUSED) instanceof JsonValue.Text why
          && why.value().equals("ngsi")
          && root.at("_body") != null) {
        return Optional.of(
            "the body is no notification of NGSI: it has no subscriptionId, or no data with"
                + " entities");
      }
      @Nullable String fault = JsonElements.wayFault(root, path);
      if (fault != null) {
        return Optional.of(fault);
      }
      if (!collect(root, path)) {
        return Optional.of("the message has nothing at '" + path + "'");
      }
      return path.isEmpty() && waiting.isEmpty()
          ? Optional.of("the message holds no record")
          : Optional.empty();
    } catch (StreamConstraintsException e) {
      return Optional.of("the JSON is beyond what is read: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      return Optional.of(
          "the message is not JSON: %s (line %d, column %d)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr()));
    }
  }

  private static String escaped(byte[] payload) throws IOException {
    StringBuilder out = new StringBuilder(payload.length);
    char[] part = new char[1 << 13];
    try (StrictDecoder in = StrictDecoder.open(new ByteArrayInputStream(payload), "utf-8")) {
      for (int read = in.read(part, 0, part.length);
          read >= 0;
          read = in.read(part, 0, part.length)) {
        out.append(part, 0, read);
      }
    }
    return out.toString();
  }

  @Override
  public RawRow row() {
    return shown;
  }

  /** The element's values, and the message's own. */
  private static final class MessageRow implements RawRow {
    private final JsonRow row;
    private final List<String> names;
    private final List<String> envelope;
    private final Messages messages;

    /** Where a name's value is: in the element, or in the envelope, counted down from -1. */
    private final int[] places;

    MessageRow(JsonRow row, List<String> names, List<String> envelope, Messages messages) {
      this.row = row;
      this.names = names;
      this.envelope = envelope;
      this.messages = messages;
      this.places = new int[names.size()];
      for (int i = 0; i < places.length; i++) {
        int own = envelope.indexOf(names.get(i));
        places[i] = own >= 0 ? -1 - own : row.names().indexOf(names.get(i));
      }
    }

    @Override
    public List<String> names() {
      return names;
    }

    @Override
    public int width() {
      return places.length;
    }

    @Override
    public @Nullable String value(int index) {
      int place = places[index];
      return place < 0 ? messages.envelope().get(-1 - place) : row.value(place);
    }

    @Override
    public long place() {
      return row.place();
    }

    @Override
    public @Nullable String malformed() {
      return row.malformed();
    }

    @Override
    public String raw() {
      RawText own = new RawText();
      for (int i = 0; i < envelope.size(); i++) {
        own.put(envelope.get(i), messages.envelope().get(i));
      }
      String head = own.close();
      String rest = row.raw().substring(1);
      String join = envelope.isEmpty() || rest.equals("}") ? "" : ",";
      return head.substring(0, head.length() - 1) + join + rest;
    }
  }
}
