package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PartsFile} wrote, and nothing else: whatever is not exactly that is refused,
 * because a truth that is added up from half of it would blame the tables.
 */
final class PartsReader {
  /** A year of the whole city takes a third of it. */
  private static final long MOST_BYTES = 1L << 30;

  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?");

  private final MessageDigest digest = Sha256.digest();
  private final SortedMap<MadePart.Key, MadePart> parts = new TreeMap<>();
  private long seed;
  private double scale;
  private @Nullable Making making;
  private @Nullable PartLines part;
  private int line;
  private boolean ended;

  private PartsReader() {}

  /** Reads a file that is there. */
  static MadeParts read(Path file) throws IOException {
    PartsReader reader = new PartsReader();
    try {
      return reader.all(file);
    } catch (CharacterCodingException | RuntimeException e) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot add up the truth: the file isn't what citylake generate wrote; put it back, or empty the directory and make the city again (file=%s, line=%d)"
              .formatted(file, reader.line),
          e);
    }
  }

  private MadeParts all(Path file) throws IOException {
    check(Files.size(file) <= MOST_BYTES);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        take(text);
      }
    }
    line++;
    check(ended);
    return new MadeParts(seed, scale, making, parts);
  }

  private void take(String text) {
    String[] fields = text.split("\t", -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = unescaped(fields[i]);
    }
    check(!ended);
    if (line == 1) {
      check(fields.length == 3 && fields[0].equals(PartsFile.FORMAT));
      seed = Long.parseLong(fields[1]);
      scale = Double.parseDouble(fields[2]);
    } else if (fields[0].equals("making")) {
      check(fields.length == 4 && line == 2);
      making =
          new Making(
              LocalDate.parse(fields[1]), (int) count(fields[2]), Revision.valueOf(fields[3]));
    } else if (fields[0].equals("part")) {
      check(fields.length == 11);
      keep();
      part = new PartLines(fields);
    } else if (fields[0].equals("end")) {
      keep();
      check(fields.length == 2 && HexFormat.of().formatHex(digest.digest()).equals(fields[1]));
      ended = true;
    } else {
      check(part != null);
      part.take(fields);
    }
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void keep() {
    if (part != null) {
      MadePart made = part.made();
      check(parts.put(made.key(), made) == null);
      part = null;
    }
  }

  private static void check(boolean asWritten) {
    if (!asWritten) {
      throw new IllegalArgumentException("Cannot read a line: nothing of the kind is written");
    }
  }

  private static long count(String text) {
    check(COUNT.matcher(text).matches());
    return Long.parseLong(text);
  }

  private static boolean flag(String text) {
    check(text.equals("true") || text.equals("false"));
    return Boolean.parseBoolean(text);
  }

  private static BigDecimal amount(String text) {
    check(AMOUNT.matcher(text).matches());
    return new BigDecimal(text);
  }

  private static String unescaped(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\') {
        i++;
        check(i < field.length());
        int which = "\\tnr".indexOf(field.charAt(i));
        check(which >= 0);
        c = "\\\t\n\r".charAt(which);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /** The lines of one part. */
  private static final class PartLines {
    private final String[] head;
    private final TreeMap<String, Long> reasons = new TreeMap<>();
    private final TreeMap<String, Long> warnings = new TreeMap<>();
    private final TreeMap<String, Long> remarks = new TreeMap<>();
    private final TreeMap<String, BigDecimal> sums = new TreeMap<>();
    private final List<String> files = new ArrayList<>();
    private final ExpectedAnswers findings = new ExpectedAnswers();

    PartLines(String[] head) {
      this.head = head;
    }

    void take(String[] fields) {
      check(
          fields.length
              == switch (fields[0]) {
                case "file" -> 2;
                case "amount", "text" -> 4;
                default -> 3;
              });
      switch (fields[0]) {
        case "file" -> files.add(fields[1]);
        case "reason" -> reasons.put(fields[1], count(fields[2]));
        case "warning" -> warnings.put(fields[1], count(fields[2]));
        case "remark" -> remarks.put(fields[1], count(fields[2]));
        case "sum" -> sums.put(fields[1], amount(fields[2]));
        case "amount" -> findings.add(fields[1], fields[2], amount(fields[3]));
        case "text" -> findings.say(fields[1], fields[2], fields[3]);
        default -> check(false);
      }
    }

    MadePart made() {
      JobTruth truth =
          new JobTruth(
              head[1],
              files,
              count(head[5]),
              count(head[6]),
              count(head[7]),
              count(head[8]),
              count(head[9]),
              count(head[10]),
              reasons,
              warnings,
              sums,
              remarks);
      return new MadePart(
          LocalDateTime.parse(head[2]),
          LocalDateTime.parse(head[3]),
          flag(head[4]),
          new JobCount(truth, findings));
    }
  }
}
