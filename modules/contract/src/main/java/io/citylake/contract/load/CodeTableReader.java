package io.citylake.contract.load;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.citylake.contract.CodeTable;
import io.citylake.contract.CodeTable.Entry;
import io.citylake.contract.Title;
import io.citylake.contract.shape.View;
import io.citylake.contract.yaml.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a code table's entries, of its own file or of the CSV beside it, and judges them. */
final class CodeTableReader {
  private static final List<String> HEADER = List.of("code", "zh", "en", "from", "until", "parent");
  private static final long LARGEST = 16L * 1024 * 1024;

  private final String name;
  private final View view;
  private final Drafts drafts;
  private final Diagnostics findings;
  private final Validity validity;
  private final Map<String, List<Entry>> byCode = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, LocalDate> dates = new HashMap<>();

  CodeTableReader(String name, View view, Drafts drafts, Diagnostics findings) {
    this.name = name;
    this.view = view;
    this.drafts = drafts;
    this.findings = findings;
    this.validity =
        new Validity(
            view.find("from", LocalDate.class).orElse(null),
            view.find("until", LocalDate.class).orElse(null));
  }

  /** From when until when the table's codes are valid that don't say it themselves. */
  private record Validity(@Nullable LocalDate from, @Nullable LocalDate until) {
    boolean isEmpty() {
      return from != null && until != null && !from.isBefore(until);
    }

    Entry fill(Entry entry) {
      return new Entry(
          entry.code(),
          entry.title(),
          entry.from() == null ? from : entry.from(),
          entry.until() == null ? until : entry.until(),
          entry.parent());
    }
  }

  /** Its entries go to the drafts, good or bad; they are used only where nothing is wrong. */
  void read() {
    if (validity.isEmpty()) {
      findings.add(
          view.place("until"),
          "the codes are never valid: until (%s) must be after from (%s)"
              .formatted(validity.until(), validity.from()));
    }
    for (View code : view.children("codes")) {
      Optional<Entry> entry = entry(code);
      entry.ifPresent(each -> take(each, code.place()));
    }
    view.find("file", String.class).ifPresent(this::csv);
    Title title = view.child("title").flatMap(CodeTableReader::title).orElse(new Title(name, name));
    String standard = view.find("standard", String.class).orElse("");
    drafts.codes().put(name, new CodeTable(name, title, standard, entries));
  }

  private static Optional<Title> title(View view) {
    return view.find("zh", String.class)
        .flatMap(zh -> view.find("en", String.class).map(en -> new Title(zh, en)));
  }

  private static Optional<Entry> entry(View view) {
    Optional<String> zh = view.find("zh", String.class);
    return view.find("code", String.class)
        .filter(code -> zh.isPresent())
        .map(
            code ->
                new Entry(
                    code,
                    new Title(
                        zh.orElseThrow(), view.find("en", String.class).orElse(zh.orElseThrow())),
                    view.find("from", LocalDate.class).orElse(null),
                    view.find("until", LocalDate.class).orElse(null),
                    view.find("parent", String.class).orElse(null)));
  }

  private void take(Entry written, Place place) {
    // What is wrong with the table as a whole is not said again of each code.
    Entry entry = validity.isEmpty() ? written : validity.fill(written);
    LocalDate from = entry.from();
    LocalDate until = entry.until();
    if (from != null && until != null && !from.isBefore(until)) {
      findings.add(
          place,
          "code '%s' is never valid: until (%s) must be after from (%s)"
              .formatted(entry.code(), until, from));
      return;
    }
    List<Entry> earlier = byCode.computeIfAbsent(entry.code(), code -> new ArrayList<>());
    if (earlier.stream().anyMatch(each -> overlap(each, entry))) {
      findings.add(
          place,
          "code '%s' stands twice for the same days; end the one before the other begins"
              .formatted(entry.code()));
      return;
    }
    earlier.add(entry);
    entries.add(entry);
  }

  private static boolean overlap(Entry left, Entry right) {
    return beginsBeforeEnd(left, right) && beginsBeforeEnd(right, left);
  }

  private static boolean beginsBeforeEnd(Entry begins, Entry ends) {
    LocalDate from = begins.from();
    LocalDate until = ends.until();
    return from == null || until == null || from.isBefore(until);
  }

  private void csv(String file) {
    Path conf = drafts.files().resolve("conf");
    String shown = "conf/codes/" + file;
    try {
      Path path = conf.resolve("codes").resolve(file);
      if (!Files.isRegularFile(path)) {
        findings.add(view.place("file"), "there is no file " + shown);
      } else if (!path.toRealPath().startsWith(conf.toRealPath())) {
        findings.add(view.place("file"), shown + " leads out of conf/");
      } else if (Files.size(path) > LARGEST) {
        findings.add(view.place("file"), "%s is larger than %d bytes".formatted(shown, LARGEST));
      } else {
        records(path, shown);
      }
    } catch (CsvParseException | UncheckedIOException | IOException e) {
      findings.add(Place.start(shown), "cannot read the file as CSV in UTF-8: " + e.getMessage());
    }
  }

  private void records(Path path, String shown) throws IOException {
    // Decoding is strict here: the CSV library would replace what isn't UTF-8.
    try (java.io.Reader text = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
      boolean header = true;
      for (CsvRecord line : reader) {
        Place place = new Place(shown, Math.toIntExact(line.getStartingLineNumber()), 1);
        if (header) {
          header = false;
          if (!withoutMark(line.getFields()).equals(HEADER)) {
            findings.add(place, "the header must be " + String.join(",", HEADER));
            return;
          }
        } else if (line.getFieldCount() != HEADER.size()) {
          findings.add(
              place,
              "a line must have %d fields, not %d".formatted(HEADER.size(), line.getFieldCount()));
        } else {
          entry(line, place).ifPresent(each -> take(each, place));
        }
      }
    }
    if (entries.isEmpty()) {
      findings.add(Place.start(shown), "the file has no codes");
    }
  }

  private static List<String> withoutMark(List<String> header) {
    List<String> names = new ArrayList<>(header);
    names.set(0, names.get(0).replace("\uFEFF", ""));
    return names;
  }

  private Optional<Entry> entry(CsvRecord line, Place place) {
    String code = line.getField(0).strip();
    String zh = line.getField(1).strip();
    if (code.isEmpty() || zh.isEmpty()) {
      findings.add(place, "code and zh must not be empty");
      return Optional.empty();
    }
    String en = line.getField(2).strip();
    try {
      return Optional.of(
          new Entry(
              code,
              new Title(zh, en.isEmpty() ? zh : en),
              date(line.getField(3)),
              date(line.getField(4)),
              line.getField(5).isBlank() ? null : line.getField(5).strip()));
    } catch (DateTimeParseException e) {
      findings.add(
          place,
          "from and until must be dates such as 2026-01-31, not '" + e.getParsedString() + "'");
      return Optional.empty();
    }
  }

  /** A standard's codes share few dates, and reading a date is the dearest thing here. */
  private @Nullable LocalDate date(String text) {
    return text.isBlank() ? null : dates.computeIfAbsent(text.strip(), LocalDate::parse);
  }
}
