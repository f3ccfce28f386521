package io.citylake.contract.yaml;

import java.util.List;
import java.util.Optional;

/** A value of a YAML file, with its place. Three forms, nothing else: no tags, no aliases. */
public sealed interface YamlNode {
  Place place();

  /** How a message names it, without a value that came from a variable. */
  String describe();

  /** What a scalar is by the core schema of YAML 1.2. */
  enum Kind {
    NULL,
    BOOLEAN,
    INTEGER,
    FLOAT,
    TEXT,
    /** It held variables: the text may be of any kind, and must not be shown. */
    EXPANDED,
    /** It held a variable that cannot be resolved; that problem is reported already. */
    UNRESOLVED
  }

  /**
   * One value.
   *
   * @param text with variables replaced
   * @param written as it stands in the file; the only form that messages may show
   */
  record Scalar(Place place, Kind kind, String text, String written) implements YamlNode {
    private static final int SHOWN = 60;

    @Override
    public String describe() {
      return switch (kind) {
        case NULL -> "nothing";
        case BOOLEAN, INTEGER, FLOAT -> written;
        case TEXT, EXPANDED, UNRESOLVED -> "'" + shortened() + "'";
      };
    }

    private String shortened() {
      return written.length() <= SHOWN ? written : written.substring(0, SHOWN) + "...";
    }
  }

  /** Values in order. */
  record Items(Place place, List<YamlNode> nodes) implements YamlNode {
    public Items {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Keys with values, in the file's order; no key twice. */
  record Entries(Place place, List<Entry> list) implements YamlNode {
    public Entries {
      list = List.copyOf(list);
    }

    public Optional<Entry> find(String key) {
      // A loop: this runs thousands of times before the JVM has warmed up.
      for (Entry each : list) {
        if (each.key().equals(key)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }

    @Override
    public String describe() {
      return "a mapping of keys";
    }
  }

  /** A key, its place, and its value. */
  record Entry(Place place, String key, YamlNode value) {}
}
