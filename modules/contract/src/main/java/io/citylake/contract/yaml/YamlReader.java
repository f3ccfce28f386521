package io.citylake.contract.yaml;

import io.citylake.contract.Problem;
import io.citylake.contract.yaml.YamlNode.Entries;
import io.citylake.contract.yaml.YamlNode.Entry;
import io.citylake.contract.yaml.YamlNode.Items;
import io.citylake.contract.yaml.YamlNode.Kind;
import io.citylake.contract.yaml.YamlNode.Scalar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads one YAML file into nodes, and nothing more: core schema of YAML 1.2, one document, no tags,
 * anchors, aliases or merge keys, no key twice, at most {@link #LARGEST} bytes and {@link #DEEPEST}
 * levels. It works on the parser's events, because composing nodes recurses before a depth can be
 * refused. Every mistake becomes a {@link Problem}; one that ends the file gives no node.
 */
public final class YamlReader {
  public static final int LARGEST = 4 * 1024 * 1024;
  public static final int DEEPEST = 50;

  private static final String CORE_TAG = "tag:yaml.org,2002:";
  private static final List<String> CORE_TAGS =
      List.of("str", "int", "float", "bool", "null", "seq", "map");

  private final Variables variables;
  private final List<Problem> problems;

  /** Problems are added to the list given. */
  public YamlReader(Variables variables, List<Problem> problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /**
   * Reads a file; empty where it holds nothing, or a mistake that ends it.
   *
   * @param name of the file in problems
   */
  public Optional<YamlNode> read(Path path, String name) {
    return text(path, name).flatMap(text -> new Tree(name).read(text));
  }

  /** A file's text, of at most {@link #LARGEST} bytes of UTF-8; empty where it isn't that. */
  public Optional<String> text(Path path, String name) {
    try {
      long size = Files.size(path);
      if (size > LARGEST) {
        problems.add(
            Place.start(name)
                .problem(
                    "the file is too large: at most %d bytes are read, it has %d"
                        .formatted(LARGEST, size)));
        return Optional.empty();
      }
      return decode(Files.readAllBytes(path), name);
    } catch (IOException e) {
      problems.add(Place.start(name).problem("cannot read the file: " + e.getMessage()));
      return Optional.empty();
    }
  }

  /** Reads YAML that stands within another file. */
  public Optional<YamlNode> read(String text, String name) {
    return new Tree(name).read(text);
  }

  Optional<YamlNode> read(byte[] bytes, String name) {
    Optional<String> text = decode(bytes, name);
    return text.isEmpty() ? Optional.empty() : new Tree(name).read(text.get());
  }

  private Optional<String> decode(byte[] bytes, String name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      problems.add(
          new Place(name, line, column).problem("the file is not UTF-8 text from here on"));
      return Optional.empty();
    }
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** A list or mapping that is not closed yet. */
  private static final class Open {
    final Place place;
    final boolean mapping;
    final List<YamlNode> items = new ArrayList<>();
    final Map<String, Entry> entries = new LinkedHashMap<>();
    @Nullable Scalar key;
    boolean keyRefused;

    Open(Place place, boolean mapping) {
      this.place = place;
      this.mapping = mapping;
    }

    boolean awaitsKey() {
      return mapping && key == null && !keyRefused;
    }

    YamlNode close() {
      return mapping ? new Entries(place, List.copyOf(entries.values())) : new Items(place, items);
    }
  }

  /** The document being built from one file's events. */
  private final class Tree {
    private final String name;
    private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable YamlNode root;
    private boolean ended;

    Tree(String name) {
      this.name = name;
    }

    Optional<YamlNode> read(String text) {
      LoadSettings settings =
          LoadSettings.builder().setLabel(name).setCodePointLimit(LARGEST + 1).build();
      try {
        for (Event event : new Parse(settings).parseString(text)) {
          take(event);
          if (ended) {
            return Optional.empty();
          }
        }
      } catch (MarkedYamlEngineException e) {
        syntaxError(e, text);
        return Optional.empty();
      } catch (ReaderException e) {
        problems.add(
            place(text, e.getPosition())
                .problem(
                    "a control character is not allowed (U+%04X)".formatted(e.getCodePoint())));
        return Optional.empty();
      } catch (YamlEngineException e) {
        problems.add(Place.start(name).problem("not YAML: " + e.getMessage()));
        return Optional.empty();
      }
      return Optional.ofNullable(root);
    }

    private void syntaxError(MarkedYamlEngineException e, String text) {
      Place place = e.getProblemMark().map(this::place).orElse(Place.start(name));
      String hint = "";
      String line = text.lines().skip(place.line() - 1L).findFirst().orElse("");
      if (line.contains("${")) {
        hint = "; inside [ ] or { } a variable needs quotes: \"${NAME}\"";
      }
      String begin =
          e.getContextMark()
              .map(mark -> " (from line %d on)".formatted(mark.getLine() + 1))
              .orElse("");
      String context = e.getContext() == null ? "" : e.getContext() + begin + ": ";
      problems.add(place.problem("not YAML: " + context + e.getProblem() + hint));
    }

    private void take(Event event) {
      Place place = event.getStartMark().map(this::place).orElse(Place.start(name));
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (root != null) {
            refuse(place, "only one YAML document is allowed in a file");
          }
        }
        case Alias -> refuse(place, "anchors and aliases aren't allowed");
        case Scalar -> {
          check((NodeEvent) event, ((ScalarEvent) event).getTag(), place);
          if (!ended) {
            scalar((ScalarEvent) event, place);
          }
        }
        case SequenceStart, MappingStart -> {
          check((NodeEvent) event, ((CollectionStartEvent) event).getTag(), place);
          begin(place, event instanceof MappingStartEvent);
        }
        case SequenceEnd, MappingEnd -> add(open.pop().close());
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
      }
    }

    private void check(NodeEvent event, Optional<String> tag, Place place) {
      if (event.getAnchor().isPresent()) {
        refuse(place, "anchors and aliases aren't allowed");
      }
      if (tag.isPresent() && !isCore(tag.get())) {
        refuse(place, "tags aren't allowed (tag=%s)".formatted(tag.get()));
      }
    }

    private boolean isCore(String tag) {
      return tag.equals("!")
          || (tag.startsWith(CORE_TAG) && CORE_TAGS.contains(tag.substring(CORE_TAG.length())));
    }

    private void begin(Place place, boolean mapping) {
      if (open.size() >= DEEPEST) {
        refuse(place, "values are nested too deeply: at most %d levels".formatted(DEEPEST));
        return;
      }
      if (!open.isEmpty() && open.peek().awaitsKey()) {
        refuse(place, "a key must be plain text");
        return;
      }
      open.push(new Open(place, mapping));
    }

    private void scalar(ScalarEvent event, Place place) {
      Kind kind = kind(event);
      String written = event.getValue();
      if (!open.isEmpty() && open.peek().awaitsKey()) {
        key(open.peek(), new Scalar(place, kind, written, written), event.isPlain());
      } else if (written.contains("${")) {
        add(expand(place, written));
      } else {
        add(new Scalar(place, kind, written, written));
      }
    }

    private Scalar expand(Place place, String written) {
      try {
        return new Scalar(place, Kind.EXPANDED, variables.expand(written), written);
      } catch (IllegalArgumentException e) {
        problems.add(place.problem(e.getMessage()));
        return new Scalar(place, Kind.UNRESOLVED, written, written);
      }
    }

    private void key(Open mapping, Scalar key, boolean plain) {
      mapping.keyRefused = true;
      Entry first = mapping.entries.get(key.text());
      if (plain && key.text().equals("<<")) {
        problems.add(key.place().problem("merge keys (<<) aren't allowed"));
      } else if (key.kind() == Kind.NULL) {
        problems.add(key.place().problem("a key must be text, not nothing"));
      } else if (first != null) {
        problems.add(
            key.place()
                .problem(
                    "duplicate key '%s'; it stands at line %d already"
                        .formatted(key.text(), first.place().line())));
      } else {
        mapping.keyRefused = false;
        mapping.key = key;
      }
    }

    private void add(YamlNode node) {
      if (open.isEmpty()) {
        root = node;
        return;
      }
      Open parent = open.peek();
      Scalar key = parent.key;
      if (!parent.mapping) {
        parent.items.add(node);
      } else if (key != null) {
        parent.entries.put(key.text(), new Entry(key.place(), key.text(), node));
      }
      parent.key = null;
      parent.keyRefused = false;
    }

    private Kind kind(ScalarEvent event) {
      Optional<String> tag = event.getTag().filter(each -> !each.equals("!"));
      Tag resolved =
          tag.isPresent()
              ? new Tag(tag.get())
              : resolver.resolve(event.getValue(), event.getImplicit().canOmitTagInPlainScalar());
      if (resolved.equals(Tag.NULL)) {
        return Kind.NULL;
      }
      if (resolved.equals(Tag.BOOL)) {
        return Kind.BOOLEAN;
      }
      if (resolved.equals(Tag.INT)) {
        return Kind.INTEGER;
      }
      return resolved.equals(Tag.FLOAT) ? Kind.FLOAT : Kind.TEXT;
    }

    private void refuse(Place place, String message) {
      if (!ended) {
        problems.add(place.problem(message));
      }
      ended = true;
    }

    private Place place(Mark mark) {
      return new Place(name, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Place place(String text, int position) {
      int end =
          text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
      String before = text.substring(0, end);
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      return new Place(name, line, before.length() - before.lastIndexOf('\n'));
    }
  }
}
