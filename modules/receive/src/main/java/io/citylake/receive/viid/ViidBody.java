package io.citylake.receive.viid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.feed.Feed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body of GA/T 1400.4 apart. Each object is a message: its kind as {@code _kind}, of a
 * notification what that says as {@code _notification}, and its members as they came, but without
 * images. A single object stands for an array of one.
 */
public final class ViidBody {
  private static final int MOST_DEPTH = 1000;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** What each object of a notification is given of it. */
  private static final Set<String> HEAD =
      Set.of("NotificationID", "SubscribeID", "Title", "TriggerTime", "ExecuteOperation");

  /** The ids of a notification's objects, which these have themselves. */
  private static final String IDS = "InfoIDs";

  /** What members with objects are named. */
  private static final Pattern OBJECTS = Pattern.compile("(?i)(?:Object|List)$");

  private static final int LONGEST_OF_HEAD = 500;

  /** All of it in bytes, which each object is given. */
  private static final int MOST_HEAD = 2048;

  private static final int LONGEST_KIND = 64;
  private static final String NO_OBJECT = "an element is no object";

  private final Feed.Limits limits;
  private final ViidKind kind;
  private final JsonParser parser;
  private final ObjectText objects;
  private final List<ViidEntry> entries = new ArrayList<>();
  private int count;
  private boolean found;

  private ViidBody(Feed.Limits limits, ViidKind kind, byte[] body, JsonParser parser) {
    this.limits = limits;
    this.kind = kind;
    this.parser = parser;
    this.objects = new ObjectText(body, parser, limits);
  }

  /**
   * The objects of a body, in its order.
   *
   * @throws ViidFault where it is no JSON, has no list of the kind, or has more than the feed takes
   */
  public static List<ViidEntry> read(ViidKind kind, byte[] body, Feed.Limits limits)
      throws ViidFault {
    try (JsonParser parser = parser(body)) {
      return new ViidBody(limits, kind, body, parser).read();
    } catch (StreamConstraintsException e) {
      throw new ViidFault(
          ViidCode.JSON_CONTENT,
          "the body is nested deeper than is read, %,d at most".formatted(MOST_DEPTH));
    } catch (JsonProcessingException e) {
      throw new ViidFault(ViidCode.JSON_FORMAT, "the body is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  /** The DeviceID that a body about the system says; empty where it says none. */
  public static String deviceId(byte[] body) throws ViidFault {
    String id = "";
    try (JsonParser parser = parser(body)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token.isScalarValue() && depth <= 2 && "DeviceID".equals(parser.currentName())) {
          id = parser.getText();
        }
      }
      return id;
    } catch (JsonProcessingException e) {
      throw new ViidFault(ViidCode.JSON_FORMAT, "the body is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  private static JsonParser parser(byte[] body) throws IOException {
    for (int i = 0; i < Math.min(4, body.length); i++) {
      if (body[i] == 0) {
        // Jackson would take it for UTF-16 or UTF-32, whose places it doesn't tell.
        return JSON.createParser("UTF-16 or UTF-32 is no body");
      }
    }
    return JSON.createParser(body);
  }

  private List<ViidEntry> read() throws IOException, ViidFault {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw none();
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (kind.lists().contains(name) && value == JsonToken.START_OBJECT) {
        list();
      } else if (kind.lists().contains(name) || name.equals(kind.element())) {
        found = true;
        elements(this::element);
      } else {
        other(name);
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
      throw new ViidFault(ViidCode.JSON_FORMAT, "the body is no JSON, or more than one value");
    }
    if (!found || entries.isEmpty()) {
      throw none();
    }
    return entries;
  }

  private ViidFault none() {
    return new ViidFault(
        ViidCode.JSON_CONTENT,
        "the body has no object: it needs %sListObject with %s"
            .formatted(kind.label(), kind.element()));
  }

  private void list() throws IOException, ViidFault {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(kind.element())) {
        found = true;
        elements(this::element);
      } else {
        other(name);
      }
    }
  }

  /** A member beside the kind's: what may be objects of another kind is refused, and not lost. */
  private void other(String name) throws IOException, ViidFault {
    boolean objects = parser.currentToken().isStructStart() && OBJECTS.matcher(name).find();
    if (holdsValues() && objects) {
      counted(
          () ->
              entries.add(
                  ViidEntry.refused(
                      "",
                      "'%s' is nothing of %s: send its objects to the path of their kind"
                          .formatted(ObjectText.shortened(name), kind.element()))));
    }
  }

  /** Whether there is anything but nothing in what the parser has begun, which is passed over. */
  private boolean holdsValues() throws IOException {
    boolean values = false;
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (token != null) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      values |= token.isScalarValue() && token != JsonToken.VALUE_NULL;
      if (depth == 0) {
        return values;
      }
      token = parser.nextToken();
    }
    return values;
  }

  /** What becomes of an element that the parser has just begun, which may be no object. */
  private interface Element {
    void meet() throws IOException, ViidFault;
  }

  private void elements(Element each) throws IOException, ViidFault {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      counted(each);
      return;
    }
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      counted(each);
    }
  }

  private void counted(Element each) throws IOException, ViidFault {
    if (++count > limits.messages()) {
      throw new ViidFault(
          ViidCode.JSON_CONTENT,
          "the body holds more objects than the feed takes in one, %,d at most"
              .formatted(limits.messages()));
    }
    each.meet();
  }

  private void element() throws IOException, ViidFault {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      entries.add(ViidEntry.refused("", NO_OBJECT));
    } else if (kind == ViidKind.SUBSCRIBENOTIFICATIONS) {
      entries.add(new Notification().read());
    } else {
      ObjectText.Taken taken = objects.take("", kind.id());
      byte[] head = bytes(head(kind.label()));
      String fault = fault(taken, head);
      entries.add(
          fault.isEmpty()
              ? new ViidEntry(ViidStatus.ok(taken.id()), List.of(message(head, taken)))
              : ViidEntry.refused(taken.id(), fault));
    }
  }

  private static ObjectNode head(String label) {
    return JsonNodeFactory.instance.objectNode().put("_kind", label);
  }

  private static byte[] bytes(ObjectNode head) {
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] message(byte[] own, ObjectText.Taken taken) throws ViidFault {
    objects.spend(own.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(own.length + taken.text().length);
    out.write(own, 0, own.length - 1);
    out.write(taken.empty() ? '}' : ',');
    if (!taken.empty()) {
      out.write(taken.text(), 1, taken.text().length - 1);
    }
    return out.toByteArray();
  }

  /** Why a message is not taken; empty where it is. */
  private String fault(ObjectText.Taken taken, byte[] head) {
    if (taken.tooDeep()) {
      return "it is nested deeper than the feed takes (depth=%d)".formatted(limits.depth());
    }
    long bytes = head.length + taken.bytes() - 1;
    return bytes > limits.message().bytes()
        ? "without its images it has %,d bytes, and the feed takes %,d at most"
            .formatted(bytes, limits.message().bytes())
        : "";
  }

  /** One notification, whose objects and head come in any order. */
  private final class Notification {
    private final ObjectNode head = JsonNodeFactory.instance.objectNode();
    private final List<Part> parts = new ArrayList<>();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private boolean more;
    private String fault = "";

    private record Part(String kind, ObjectText.Taken taken) {}

    ViidEntry read() throws IOException, ViidFault {
      rest.write('{');
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (HEAD.contains(name) && value.isScalarValue()) {
          head(name, value);
        } else if ((name.endsWith("List") || name.endsWith("ListObject"))
            && value == JsonToken.START_OBJECT) {
          list();
        } else if ((name.endsWith("List") || name.endsWith("Object")) && value.isStructStart()) {
          String label = name.replaceFirst("(?:ObjectList|ListObject|List|Object)$", "");
          elements(() -> part(label));
        } else {
          rest(name);
        }
      }
      return entry();
    }

    private void head(String name, JsonToken value) throws IOException {
      @Nullable String text = value == JsonToken.VALUE_NULL ? null : parser.getText();
      if (text != null && text.length() > LONGEST_OF_HEAD) {
        fault("%s has more than %d characters".formatted(name, LONGEST_OF_HEAD));
      } else if (head.has(name)) {
        fault("%s stands twice in it".formatted(name));
      } else {
        head.put(name, text);
      }
    }

    private void list() throws IOException, ViidFault {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
          elements(() -> part(name.replaceFirst("Object$", "")));
        } else if (value != JsonToken.VALUE_NULL
            && (value == JsonToken.VALUE_STRING || OBJECTS.matcher(name).find())) {
          // Other numbers say how many there are.
          fault(NO_OBJECT);
        }
      }
    }

    private void part(String label) throws IOException, ViidFault {
      if (parser.currentToken() != JsonToken.START_OBJECT || label.length() > LONGEST_KIND) {
        parser.skipChildren();
        fault(NO_OBJECT);
      } else {
        parts.add(new Part(label, objects.take("", null)));
      }
    }

    private void rest(String name) throws IOException, ViidFault {
      more |= !name.equals(IDS) && parser.currentToken() != JsonToken.VALUE_NULL;
      ObjectText.Taken taken = objects.take(name, null);
      String wrong = ViidBody.this.fault(taken, new byte[0]);
      if (!wrong.isEmpty()) {
        fault(wrong);
        return;
      }
      objects.spend(name.length());
      if (rest.size() > 1) {
        rest.write(',');
      }
      rest.write(
          JsonNodeFactory.instance.textNode(name).toString().getBytes(StandardCharsets.UTF_8));
      rest.write(':');
      rest.write(taken.text());
    }

    private void fault(String why) {
      fault = fault.isEmpty() ? why : fault;
    }

    private ViidEntry entry() throws ViidFault {
      String id = ObjectText.shortened(head.path("NotificationID").asText(""));
      if (bytes(head).length > MOST_HEAD) {
        fault("beside its objects it has more than %,d bytes".formatted(MOST_HEAD));
      }
      List<byte[]> messages = new ArrayList<>();
      for (Part part : parts) {
        add(messages, part);
      }
      if (parts.isEmpty() || more) {
        rest.write('}');
        add(
            messages,
            new Part(
                kind.label(),
                new ObjectText.Taken(
                    rest.toByteArray(), rest.size(), "", false, rest.size() == 2)));
      }
      return fault.isEmpty()
          ? new ViidEntry(ViidStatus.ok(id), messages)
          : ViidEntry.refused(id, fault);
    }

    private void add(List<byte[]> messages, Part part) throws ViidFault {
      if (!fault.isEmpty()) {
        return;
      }
      ObjectNode own = ViidBody.head(part.kind());
      own.set("_notification", head);
      byte[] all = bytes(own);
      String wrong = ViidBody.this.fault(part.taken(), all);
      if (!wrong.isEmpty()) {
        fault(wrong);
        return;
      }
      messages.add(message(all, part.taken()));
    }
  }
}
