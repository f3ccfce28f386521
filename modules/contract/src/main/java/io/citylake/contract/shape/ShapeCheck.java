package io.citylake.contract.shape;

import io.citylake.contract.Problem;
import io.citylake.contract.Suggestion;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import io.citylake.contract.shape.Shape.Scalar;
import io.citylake.contract.shape.Shape.Secrecy;
import io.citylake.contract.yaml.Place;
import io.citylake.contract.yaml.YamlNode;
import io.citylake.contract.yaml.YamlNode.Entries;
import io.citylake.contract.yaml.YamlNode.Entry;
import io.citylake.contract.yaml.YamlNode.Items;
import io.citylake.contract.yaml.YamlNode.Kind;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Judges nodes by their shape. Each mistake is a problem, and its node is remembered as bad, so
 * that a {@link View} leaves it out and later checks don't report it again.
 */
public final class ShapeCheck {
  private static final Pattern BY_REFERENCE =
      Pattern.compile("\\$\\{[A-Z_][A-Z0-9_]*(:-[^}]*)?\\}");
  private static final Pattern BY_NAME = Pattern.compile("\\$\\{[A-Z_][A-Z0-9_]*(:-)?\\}");

  private final List<Problem> problems;
  private final Set<YamlNode> bad = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Problems are added to the list given. */
  public ShapeCheck(List<Problem> problems) {
    this.problems = problems;
  }

  /** The node seen through its shape, whatever is wrong with it. */
  public View check(YamlNode node, Fields shape) {
    fields(node, shape, "this file");
    return new View(node, shape, bad);
  }

  static Pattern reference(Secrecy secrecy) {
    return secrecy == Secrecy.SECRET ? BY_NAME : BY_REFERENCE;
  }

  private void check(YamlNode node, Shape shape, String label) {
    if (shape instanceof Scalar scalar) {
      scalar(node, scalar, label);
    } else if (shape instanceof ListOf list) {
      list(node, list, label);
    } else if (shape instanceof MapOf map) {
      map(node, map, label);
    } else if (shape instanceof Fields fields) {
      fields(node, fields, label);
    } else if (shape instanceof Choice choice) {
      choice(node, choice, label);
    }
  }

  private void scalar(YamlNode node, Scalar shape, String label) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      report(node, label + " must be " + shape.noun() + ", not " + node.describe());
      return;
    }
    if (scalar.kind() == Kind.UNRESOLVED) {
      bad.add(node);
      return;
    }
    if (shape.secret() != Secrecy.PLAIN) {
      if (!reference(shape.secret()).matcher(scalar.written()).matches()) {
        report(
            node,
            "%s must be %s, because a secret doesn't belong in a file"
                .formatted(label, shape.noun()));
      }
      return;
    }
    if (scalar.kind() != Kind.EXPANDED && !shape.kinds().contains(scalar.kind())) {
      String quote = shape.kinds().contains(Kind.TEXT) ? "; quote it to make it a text" : "";
      report(
          node, "%s must be %s, not %s%s".formatted(label, shape.noun(), scalar.describe(), quote));
      return;
    }
    if (!shape.values().isEmpty() && !shape.values().contains(scalar.text())) {
      report(
          node,
          "%s is %s; expected %s%s"
              .formatted(
                  label,
                  scalar.describe(),
                  anyOf(shape.values()),
                  didYouMean(scalar.text(), shape.values())));
      return;
    }
    parse(scalar, shape, label);
  }

  private void parse(YamlNode.Scalar scalar, Scalar shape, String label) {
    try {
      var unused = shape.parse().apply(scalar.text());
    } catch (PatternSyntaxException e) {
      report(
          scalar,
          "%s must be %s, not %s: %s near character %d"
              .formatted(
                  label, shape.noun(), scalar.describe(), e.getDescription(), e.getIndex() + 1));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      report(scalar, "%s must be %s, not %s".formatted(label, shape.noun(), scalar.describe()));
    }
  }

  private void list(YamlNode node, ListOf shape, String label) {
    if (!(node instanceof Items items)) {
      if (shape.orOne()) {
        check(node, shape.item(), label);
      } else {
        report(node, label + " must be a list, not " + node.describe());
      }
      return;
    }
    if (items.nodes().isEmpty() && !shape.mayBeEmpty()) {
      report(node, label + " must not be empty");
    }
    for (YamlNode item : items.nodes()) {
      check(item, shape.item(), "an item of " + label);
    }
  }

  private void map(YamlNode node, MapOf shape, String label) {
    if (!(node instanceof Entries entries)) {
      report(node, label + " must be a mapping of keys, not " + node.describe());
      return;
    }
    for (Entry entry : entries.list()) {
      check(entry.value(), shape.value(), "'" + entry.key() + "'");
    }
  }

  private void fields(YamlNode node, Fields shape, String label) {
    if (node instanceof Entries entries) {
      for (Entry entry : entries.list()) {
        Optional<Field> field = shape.find(entry.key());
        if (field.isPresent()) {
          value(entry, field.get());
        } else {
          unknownKey(entry, shape.fields().stream().map(Field::key).toList());
        }
      }
      required(node, entries, shape.fields(), label);
      oneOf(node, entries, shape, label);
    } else if (shape.shorthand() == null) {
      report(node, label + " must be a mapping of keys, not " + node.describe());
    } else {
      Field field = shape.find(shape.shorthand()).orElseThrow();
      check(node, field.shape(), label);
    }
  }

  private void value(Entry entry, Field field) {
    boolean nothing = entry.value() instanceof YamlNode.Scalar s && s.kind() == Kind.NULL;
    if (!nothing) {
      check(entry.value(), field.shape(), "'" + field.key() + "'");
    }
  }

  private void required(YamlNode node, Entries entries, List<Field> fields, String label) {
    for (Field field : fields) {
      if (field.required() && !View.holds(entries, field.key())) {
        problem(node.place(), label + " lacks the key '" + field.key() + "': " + field.doc());
      }
    }
  }

  private void oneOf(YamlNode node, Entries entries, Fields shape, String label) {
    if (shape.oneOf().isEmpty()) {
      return;
    }
    List<String> there = shape.oneOf().stream().filter(key -> View.holds(entries, key)).toList();
    if (there.size() != 1) {
      problem(
          node.place(),
          "%s must have exactly one of %s, not %s"
              .formatted(
                  label,
                  String.join(", ", shape.oneOf()),
                  there.isEmpty() ? "none" : String.join(" and ", there)));
    }
  }

  private void choice(YamlNode node, Choice shape, String label) {
    if (node instanceof YamlNode.Scalar scalar) {
      bareChoice(scalar, shape, label);
      return;
    }
    if (!(node instanceof Entries entries)) {
      report(node, label + " must be " + shape.noun() + ", not " + node.describe());
      return;
    }
    List<String> chosen = new ArrayList<>();
    List<String> known = new ArrayList<>(shape.options().stream().map(Option::key).toList());
    known.addAll(shape.beside().stream().map(Field::key).toList());
    for (Entry entry : entries.list()) {
      Option option = shape.find(entry.key()).orElse(null);
      if (option != null) {
        chosen.add(entry.key());
        arguments(entry, option);
      } else {
        shape.beside().stream()
            .filter(field -> field.key().equals(entry.key()))
            .findFirst()
            .ifPresentOrElse(field -> value(entry, field), () -> unknownKey(entry, known));
      }
    }
    boolean unknown = entries.list().stream().anyMatch(each -> !known.contains(each.key()));
    if (chosen.size() != 1) {
      bad.add(node);
      if (!unknown || chosen.size() > 1) {
        problem(
            node.place(),
            "%s must be exactly one of %s, not %s"
                .formatted(
                    label,
                    String.join(", ", shape.options().stream().map(Option::key).toList()),
                    chosen.isEmpty() ? "none" : String.join(" and ", chosen)));
      }
    }
  }

  private void arguments(Entry entry, Option option) {
    boolean nothing = entry.value() instanceof YamlNode.Scalar s && s.kind() == Kind.NULL;
    if (!nothing) {
      fields(entry.value(), option.arguments(), "'" + option.key() + "'");
    } else if (!option.bare()) {
      report(entry.value(), "'" + option.key() + "' needs a value: " + option.doc());
    }
  }

  private void bareChoice(YamlNode.Scalar scalar, Choice shape, String label) {
    if (scalar.kind() == Kind.UNRESOLVED) {
      bad.add(scalar);
      return;
    }
    Option option = shape.find(scalar.text()).orElse(null);
    List<String> keys = shape.options().stream().map(Option::key).toList();
    if (option == null) {
      report(
          scalar,
          "%s is %s; expected %s%s"
              .formatted(label, scalar.describe(), anyOf(keys), didYouMean(scalar.text(), keys)));
    } else if (!option.bare()) {
      report(
          scalar,
          "'%1$s' needs a value, as in {%1$s: ...}: %2$s".formatted(option.key(), option.doc()));
    }
  }

  private void unknownKey(Entry entry, Collection<String> known) {
    problem(
        entry.place(), "unknown key '%s'%s".formatted(entry.key(), didYouMean(entry.key(), known)));
  }

  private void report(YamlNode node, String message) {
    bad.add(node);
    problem(node.place(), message);
  }

  private void problem(Place place, String message) {
    problems.add(place.problem(message));
  }

  private static String anyOf(List<String> values) {
    return String.join(", ", values.subList(0, values.size() - 1))
        + (values.size() > 1 ? " or " : "")
        + values.get(values.size() - 1);
  }

  private static String didYouMean(String name, Collection<String> known) {
    return Suggestion.nearest(name, known)
        .map(nearest -> "; did you mean '" + nearest + "'?")
        .orElse("");
  }
}
