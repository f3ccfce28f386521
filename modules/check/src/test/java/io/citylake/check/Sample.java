package io.citylake.check;

import io.citylake.check.mapping.RowJudges;
import io.citylake.contract.CodeTable;
import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Thresholds;
import io.citylake.model.JobName;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.RowJudge;
import io.citylake.model.RowOrigin;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds small jobs and datasets, and judges rows by them. */
public final class Sample {
  public static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  public static final LocalDate TODAY = LocalDate.of(2026, 3, 1);
  public static final RowOrigin ORIGIN =
      new RowOrigin("ent/a.csv", "f00d", "/landing/ent/1978/a.csv");

  private final List<ColumnContract> columns = new ArrayList<>();
  private final List<Mapping> mappings = new ArrayList<>();
  private final TreeMap<String, CodeTable> codes = new TreeMap<>();
  private Path home = Path.of("/nowhere");
  private List<String> key = List.of();

  public Sample column(String name, String type, Rule... rules) {
    return column(name, type, 1, false, from(name), rules);
  }

  public Sample column(
      String name, String type, int grade, boolean required, Mapping mapping, Rule... rules) {
    columns.add(
        new ColumnContract(
            name,
            ColumnType.parse(type),
            new Title(name, name),
            null,
            required,
            grade,
            null,
            List.of(),
            List.of(rules)));
    mappings.add(mapping);
    return this;
  }

  public Sample code(CodeTable table) {
    codes.put(table.name(), table);
    return this;
  }

  public Sample key(String... names) {
    key = List.of(names);
    return this;
  }

  public Sample home(Path directory) {
    home = directory;
    return this;
  }

  public static Mapping from(String... names) {
    return mapping(names[0], new Mapping.Origin.From(List.of(names)));
  }

  public static Mapping mapping(String column, Mapping.Origin origin) {
    return new Change(column, origin).done();
  }

  public DatasetContract dataset() {
    return new DatasetContract(
        new TableName("ent", "ods_firm"),
        new Title("企业", "Firm"),
        "ods",
        "one row per firm",
        "owner",
        key,
        null,
        WriteMode.APPEND,
        null,
        columns,
        List.of(),
        List.of(),
        null,
        null,
        SHANGHAI,
        List.of(),
        List.of(),
        List.of());
  }

  public Job job() {
    return new Job(
        JobName.parse("ent.firm"),
        new Title("企业", "Firm"),
        "owner",
        new TableName("ent", "ods_firm"),
        new SourceSpec.Files("/landing/*.parquet", new SourceSpec.Parquet(), Duration.ZERO),
        mappings,
        Thresholds.NONE,
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }

  public RowJudge judge() {
    return RowJudges.compile(job(), dataset(), codes, home, TODAY, START);
  }

  /** Judges one record whose header is the columns' names. */
  public JudgedRow row(@Nullable String... values) {
    return under(columns.stream().map(ColumnContract::name).toList(), values);
  }

  public JudgedRow under(List<String> header, @Nullable String... values) {
    JudgedRow judged = new JudgedRow(columns.size());
    judge().bind(ORIGIN, header).judge(new TextRow(header, Arrays.asList(values), null), judged);
    return judged;
  }

  /** A record of plain texts. */
  public record TextRow(
      List<String> names, List<@Nullable String> values, @Nullable String malformed)
      implements RawRow {
    @Override
    public int width() {
      return values.size();
    }

    @Override
    public @Nullable String value(int index) {
      return index < values.size() ? values.get(index) : null;
    }

    @Override
    public long place() {
      return 2;
    }

    @Override
    public String raw() {
      return "{}";
    }
  }

  /** A mapping with some parts changed from their defaults. */
  public static final class Change {
    private final String column;
    private final Mapping.Origin origin;
    private boolean optional;
    private List<String> nullMarkers = List.of();
    private List<String> formats = List.of();
    private @Nullable String grouping;
    private String decimalSeparator = ".";
    private boolean percent;
    private boolean normalize;
    private boolean trim = true;
    private Mapping.TextCase textCase = Mapping.TextCase.KEEP;
    private @Nullable String capture;
    private Map<String, String> lookup = Map.of();
    private ZoneId zone = SHANGHAI;

    public Change(String column, Mapping.Origin origin) {
      this.column = column;
      this.origin = origin;
    }

    public static Change of(String column) {
      return new Change(column, new Mapping.Origin.From(List.of(column)));
    }

    public Change optional() {
      optional = true;
      return this;
    }

    public Change markers(String... markers) {
      nullMarkers = List.of(markers);
      return this;
    }

    public Change formats(String... each) {
      formats = List.of(each);
      return this;
    }

    public Change grouping(String separator) {
      grouping = separator;
      return this;
    }

    public Change decimalSeparator(String separator) {
      decimalSeparator = separator;
      return this;
    }

    public Change percent() {
      percent = true;
      return this;
    }

    public Change normalize() {
      normalize = true;
      return this;
    }

    public Change untrimmed() {
      trim = false;
      return this;
    }

    public Change upper() {
      textCase = Mapping.TextCase.UPPER;
      return this;
    }

    public Change capture(String pattern) {
      capture = pattern;
      return this;
    }

    public Change lookup(Map<String, String> texts) {
      lookup = texts;
      return this;
    }

    public Change zone(String name) {
      zone = ZoneId.of(name);
      return this;
    }

    public Mapping done() {
      return new Mapping(
          column,
          origin,
          optional,
          nullMarkers,
          formats,
          zone,
          grouping,
          decimalSeparator,
          percent,
          normalize,
          trim,
          textCase,
          capture,
          lookup);
    }
  }
}
