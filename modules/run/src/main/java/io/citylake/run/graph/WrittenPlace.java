package io.citylake.run.graph;

import io.citylake.contract.settings.Environment;
import io.citylake.contract.yaml.Place;
import io.citylake.contract.yaml.Variables;
import io.citylake.contract.yaml.YamlNode;
import io.citylake.contract.yaml.YamlNode.Entries;
import io.citylake.contract.yaml.YamlNode.Entry;
import io.citylake.contract.yaml.YamlNode.Items;
import io.citylake.contract.yaml.YamlNode.Scalar;
import io.citylake.contract.yaml.YamlReader;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where something stands in a YAML file of a workspace, for mistakes that show only after the
 * file's record was made. The file is read once more: records know no places.
 */
final class WrittenPlace {
  private final Path home;

  WrittenPlace(Path home) {
    this.home = home;
  }

  /** Of the value below some keys, of the deepest of them that the file has, else its begin. */
  Place ofKeys(String file, String... keys) {
    Place place = Place.start(file);
    Optional<YamlNode> node = read(file);
    for (String key : keys) {
      node =
          node.filter(Entries.class::isInstance)
              .flatMap(each -> ((Entries) each).find(key))
              .map(Entry::value);
      place = node.map(YamlNode::place).orElse(place);
    }
    return place;
  }

  /** Of the first value that is a text, else the file's begin. */
  Place ofText(String file, String text) {
    return read(file).stream()
        .flatMap(WrittenPlace::scalars)
        .filter(scalar -> scalar.text().equals(text))
        .map(Scalar::place)
        .findFirst()
        .orElseGet(() -> Place.start(file));
  }

  private static Stream<Scalar> scalars(YamlNode node) {
    if (node instanceof Entries entries) {
      return entries.list().stream().map(Entry::value).flatMap(WrittenPlace::scalars);
    }
    return node instanceof Items items
        ? items.nodes().stream().flatMap(WrittenPlace::scalars)
        : Stream.of((Scalar) node);
  }

  /** What variables hold does not matter for places. */
  private Optional<YamlNode> read(String file) {
    Variables none = new Variables(Environment.of(Map.of()), LocalDate.EPOCH);
    return new YamlReader(none, new ArrayList<>()).read(home.resolve(file), file);
  }
}
