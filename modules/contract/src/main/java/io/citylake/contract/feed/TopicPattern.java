package io.citylake.contract.feed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which topics are meant: levels parted by {@code /}, each a text, {@code {name}} or {@code +} for
 * any one level, and at the end {@code #} for all that follow, also for none. As in MQTT, what
 * stands for any level doesn't stand for a first one that begins with {@code $}.
 */
public record TopicPattern(List<String> levels) {
  private static final Pattern NAMED = Pattern.compile("\\{([a-z][a-z0-9_]{0,63})}");
  private static final Pattern TEXT = Pattern.compile("[^+#{}\\p{Cntrl}]*");
  private static final int LONGEST = 512;
  private static final int MOST_LEVELS = 32;
  private static final String ANY = "+";
  private static final String REST = "#";

  public TopicPattern {
    levels = List.copyOf(levels);
  }

  /**
   * Reads what {@link #toString()} prints.
   *
   * @throws IllegalArgumentException which says what is wrong
   */
  public static TopicPattern parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException("a topic has 1 to %d characters".formatted(LONGEST));
    }
    List<String> levels = List.of(text.split("/", -1));
    if (levels.size() > MOST_LEVELS) {
      throw new IllegalArgumentException("a topic has at most %d levels".formatted(MOST_LEVELS));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (level.equals(REST) && i < levels.size() - 1) {
        throw new IllegalArgumentException("# stands at the end only");
      }
      if (NAMED.matcher(level).matches()) {
        if (!names.add(level)) {
          throw new IllegalArgumentException("%s is there twice".formatted(level));
        }
      } else if (!level.equals(REST) && !level.equals(ANY) && !TEXT.matcher(level).matches()) {
        throw new IllegalArgumentException(
            "each level is a text, {lower_snake} or +, not '%s'".formatted(level));
      }
    }
    return new TopicPattern(levels);
  }

  private static boolean isAny(String level) {
    return level.equals(ANY) || level.startsWith("{");
  }

  private boolean hasRest() {
    return levels.get(levels.size() - 1).equals(REST);
  }

  /** Whether a topic is one of these. */
  public boolean matches(String topic) {
    return find(topic).isPresent();
  }

  /** What the named levels of a topic are, by their names; empty where it is none of these. */
  public Optional<SortedMap<String, String>> find(String topic) {
    String[] parts = topic.split("/", -1);
    int fixed = hasRest() ? levels.size() - 1 : levels.size();
    if (parts.length < fixed || (parts.length > fixed && !hasRest())) {
      return Optional.empty();
    }
    if (topic.startsWith("$") && beginsWithAny()) {
      return Optional.empty();
    }
    SortedMap<String, String> named = new TreeMap<>();
    for (int i = 0; i < fixed; i++) {
      String level = levels.get(i);
      if (!isAny(level)) {
        if (!level.equals(parts[i])) {
          return Optional.empty();
        }
      } else if (level.startsWith("{")) {
        named.put(level.substring(1, level.length() - 1), parts[i]);
      }
    }
    return Optional.of(named);
  }

  /** Whether there is a topic that both mean. */
  public boolean overlaps(TopicPattern other) {
    if ((isSystem() && other.beginsWithAny()) || (other.isSystem() && beginsWithAny())) {
      return false;
    }
    int both = Math.min(fixed(), other.fixed());
    for (int i = 0; i < both; i++) {
      String mine = levels.get(i);
      String its = other.levels.get(i);
      if (!isAny(mine) && !isAny(its) && !mine.equals(its)) {
        return false;
      }
    }
    return fixed() == other.fixed() || (fixed() < other.fixed() ? hasRest() : other.hasRest());
  }

  private boolean isSystem() {
    return levels.get(0).startsWith("$");
  }

  private boolean beginsWithAny() {
    return fixed() == 0 || isAny(levels.get(0));
  }

  private int fixed() {
    return hasRest() ? levels.size() - 1 : levels.size();
  }

  /** The names of its levels, in their order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (String level : levels) {
      if (level.startsWith("{")) {
        names.add(level.substring(1, level.length() - 1));
      }
    }
    return names;
  }

  /** As a client subscribes to it. */
  public String filter() {
    return String.join("/", levels.stream().map(each -> isAny(each) ? ANY : each).toList());
  }

  @Override
  public String toString() {
    return String.join("/", levels);
  }
}
