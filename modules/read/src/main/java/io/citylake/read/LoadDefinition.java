package io.citylake.read;

import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.SourceSpec;
import io.citylake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job makes of a source, as a short hash: its format and its mapping. The hash is kept in
 * positions, so a key that is added later counts only where it isn't at its default.
 */
final class LoadDefinition {
  private static final int BYTES = 6;

  private LoadDefinition() {}

  static String of(Job job) {
    StringBuilder text = new StringBuilder();
    if (job.source() instanceof SourceSpec.Files files) {
      text.append(format(files));
    } else if (job.source() instanceof SourceSpec.Kafka topic) {
      text.append(topic.format().definition()).append(topic.tombstones());
    }
    text.append('\n');
    for (Mapping mapping : job.columns()) {
      text.append(mapping.column())
          .append('|')
          .append(mapping.origin())
          .append('|')
          .append(mapping.nullMarkers())
          .append('|')
          .append(mapping.formats())
          .append('|')
          .append(mapping.zone())
          .append('|')
          .append(mapping.grouping())
          .append('|')
          .append(mapping.decimalSeparator())
          .append('|')
          .append(mapping.percent())
          .append('|')
          .append(mapping.normalize())
          .append('|')
          .append(mapping.trim())
          .append('|')
          .append(mapping.textCase())
          .append('|')
          .append(mapping.capture())
          .append('|')
          .append(sorted(mapping.lookup()))
          .append('\n');
    }
    byte[] hash = Sha256.digest().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }

  private static String format(SourceSpec.Files files) {
    return files
        .format()
        .toString()
        .replace(", rows=1, joiner=/]", "]")
        .replace(", merged=FIRST", "");
  }

  private static Map<String, String> sorted(Map<String, String> lookup) {
    return new TreeMap<>(lookup);
  }
}
