package io.citylake.serve.engine;

import io.citylake.contract.Workspace;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dossier.Dossier;
import io.citylake.contract.dossier.Dossier.Help;
import io.citylake.contract.dossier.Dossier.Need;
import io.citylake.contract.dossier.Dossier.Register;
import io.citylake.contract.dossier.DossierFact;
import io.citylake.contract.dossier.DossierFact.Named;
import io.citylake.contract.dossier.DossierQuery;
import io.citylake.contract.dossier.DossierQuery.Where;
import io.citylake.contract.map.MapLayer;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of dossiers of a workspace, as far as a caller is told of them: a table that he doesn't
 * read is in none of them, nor is one whose column that names the thing he reads masked. What he
 * may not be told of persons is left out: columns of theirs, tables with a row for each, and the
 * kinds whose things they are. Safe for threads.
 */
public final class DossierView {
  private static final int LONGEST_ID = 300;
  private static final int FOUND_OF_EACH = 10;

  private final Workspace workspace;
  private final Visibility visibility;
  private final SortedMap<String, List<DossierFact>> facts = new TreeMap<>();
  private final Map<String, SortedMap<TableName, SortedSet<String>>> naming = new TreeMap<>();

  public DossierView(Workspace workspace, Visibility visibility) {
    this.workspace = workspace;
    this.visibility = visibility;
    workspace
        .map()
        .dossiers()
        .forEach(
            (name, each) -> {
              facts.put(name, DossierFact.of(each, workspace.datasets()));
              naming.put(name, DossierFact.naming(each, workspace.datasets()));
            });
  }

  /**
   * A table for a caller.
   *
   * @param named the columns that name the thing
   * @param columns that it asks
   * @param clear those of both that he reads as they are stored
   */
  public record FactView(
      DossierFact fact, List<Named> named, List<ColumnContract> columns, Set<String> clear) {
    public FactView {
      named = List.copyOf(named);
      columns = List.copyOf(columns);
      clear = Set.copyOf(clear);
    }

    public TableName table() {
      return fact.dataset().name();
    }

    /** The column that the newest come first by; null for none. */
    public @Nullable String time() {
      String time = fact.time();
      return time != null
              && clear.contains(time)
              && columns.stream().anyMatch(each -> each.name().equals(time))
          ? time
          : null;
    }

    /** The highest grade among what it asks. */
    public int grade() {
      return columns.stream().mapToInt(ColumnContract::grade).max().orElse(1);
    }

    public DossierQuery query(Object id, long limit) {
      return DossierQuery.rows(
          table(), columns.stream().map(ColumnContract::name).toList(), named, time(), id, limit);
    }
  }

  /** A kind for a caller; it has one fact at least. */
  public record KindView(Dossier dossier, List<FactView> facts) {
    public KindView {
      facts = List.copyOf(facts);
    }

    public boolean isOfPersons() {
      return dossier.persons() != null;
    }
  }

  /** That a column of a layer's table names a thing of a kind. */
  public record Link(String kind, String column) {}

  public List<KindView> kinds(Caller caller) {
    return facts.keySet().stream().flatMap(each -> find(caller, each).stream()).toList();
  }

  /**
   * One kind.
   *
   * @throws CityLakeException DOSSIER_NOT_FOUND, also where it is there but not for the caller
   */
  public KindView load(Caller caller, String kind) {
    return find(caller, kind)
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.DOSSIER_NOT_FOUND,
                    "Cannot find the kind of dossier: there is none of this name that you may see; a"
                        + " person's takes a purpose that a role of yours has for it"));
  }

  /**
   * What a table knows of a thing, as a statement of the caller's.
   *
   * @throws CityLakeException TABLE_NOT_FOUND where the kind's dossiers don't tell of the table;
   *     DOSSIER_ID_INVALID
   */
  public DossierQuery rows(KindView kind, String table, String id, long limit) {
    FactView fact =
        kind.facts().stream()
            .filter(each -> each.table().toString().equals(table))
            .findFirst()
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "Cannot find the table: no dossier of this kind tells of one of this name"
                            + " that you may see"));
    return fact.query(id(kind.dossier(), id), limit);
  }

  /**
   * Things that have a text as their number or in their name, of all kinds whose registers the
   * caller reads; empty where there is none.
   *
   * @throws CityLakeException DOSSIER_ID_INVALID
   */
  public Optional<DossierQuery> named(Caller caller, String text) {
    String sought = usable(text);
    Map<String, Register> registers = new LinkedHashMap<>();
    Set<String> labelled = new TreeSet<>();
    for (KindView each : kinds(caller)) {
      Register register = each.dossier().register();
      FactView own = own(each).orElse(null);
      if (register != null && own != null && own.clear().contains(register.key())) {
        registers.put(each.dossier().name(), register);
        if (own.clear().contains(String.valueOf(register.label()))) {
          labelled.add(each.dossier().name());
        }
      }
    }
    return registers.isEmpty()
        ? Optional.empty()
        : Optional.of(DossierQuery.named(registers, labelled, sought, FOUND_OF_EACH));
  }

  /** What the register tells the caller, if anything. */
  private static Optional<FactView> own(KindView kind) {
    Register register = kind.dossier().register();
    return register == null
        ? Optional.empty()
        : kind.facts().stream().filter(each -> each.table().equals(register.table())).findFirst();
  }

  /** Whether the caller may look for the kind's things where they are needed. */
  public boolean helps(Caller caller, KindView kind) {
    Register register = kind.dossier().register();
    Help help = kind.dossier().help();
    if (register == null || help == null || own(kind).isEmpty()) {
      return false;
    }
    Map<TableName, Set<String>> asked =
        NamedInSql.columns(help.where(), register.table(), workspace.datasets());
    asked.computeIfAbsent(register.table(), each -> new TreeSet<>()).addAll(needed(register, help));
    return asked.entrySet().stream()
        .allMatch(each -> clear(caller, each.getKey(), each.getValue()));
  }

  private static Set<String> needed(Register register, Help help) {
    return columns(register.key(), help.able(), register.longitude(), register.latitude());
  }

  /** What a kind of things needs of another's, where the caller reads what says so. */
  public Optional<Need> need(Caller caller, Dossier helper, String thing) {
    Help help = helper.help();
    Register at = register(thing).orElse(null);
    return help == null || at == null || find(caller, thing).isEmpty()
        ? Optional.empty()
        : help.needs().stream()
            .filter(
                each ->
                    each.thing().equals(thing)
                        && clear(
                            caller,
                            at.table(),
                            columns(at.key(), at.longitude(), at.latitude(), each.by())))
            .findFirst();
  }

  private Optional<Register> register(String kind) {
    return Optional.ofNullable(workspace.map().dossiers().get(kind)).map(Dossier::register);
  }

  /**
   * The nearest of a kind's things to a point.
   *
   * @param able abilities; empty for any
   * @throws CityLakeException DOSSIER_NOT_FOUND; HELP_NOT_DECLARED
   */
  public DossierQuery nearest(
      Caller caller, String kind, double longitude, double latitude, List<String> able) {
    return nearest(caller, load(caller, kind), new Where.Point(longitude, latitude, able));
  }

  /**
   * The nearest of a kind's things to a thing that needs them, by what it is.
   *
   * @throws CityLakeException DOSSIER_NOT_FOUND; HELP_NOT_DECLARED; DOSSIER_ID_INVALID
   */
  public DossierQuery nearest(Caller caller, String kind, String thing, String id) {
    KindView helper = load(caller, kind);
    Need need = need(caller, helper.dossier(), thing).orElseThrow(DossierView::noHelp);
    Object key = id(load(caller, thing).dossier(), id);
    return nearest(caller, helper, new Where.Thing(register(thing).orElseThrow(), need, key));
  }

  private DossierQuery nearest(Caller caller, KindView helper, Where where) {
    Register register = helper.dossier().register();
    Help help = helper.dossier().help();
    if (register == null || help == null || !helps(caller, helper)) {
      throw noHelp();
    }
    return DossierQuery.nearest(
        register, help, helpColumns(helper).stream().map(ColumnContract::name).toList(), where);
  }

  /** What is told of each of a kind's things where they help, in the order of the declaration. */
  public static List<ColumnContract> helpColumns(KindView helper) {
    Help help = helper.dossier().help();
    List<ColumnContract> own = own(helper).map(FactView::columns).orElse(List.of());
    return help == null
        ? List.of()
        : help.facts().stream()
            .flatMap(each -> own.stream().filter(column -> column.name().equals(each)))
            .toList();
  }

  private static CityLakeException noHelp() {
    return new CityLakeException(
        ErrorCode.HELP_NOT_DECLARED,
        "Cannot look for what is nearest: nothing of this kind that you may see helps there");
  }

  private Optional<KindView> find(Caller caller, String kind) {
    Dossier dossier = workspace.map().dossiers().get(kind);
    if (dossier == null) {
      return Optional.empty();
    }
    List<FactView> views =
        facts.getOrDefault(kind, List.of()).stream()
            .flatMap(each -> view(caller, dossier, each).stream())
            .toList();
    return views.isEmpty() ? Optional.empty() : Optional.of(new KindView(dossier, views));
  }

  private Optional<FactView> view(Caller caller, Dossier dossier, DossierFact fact) {
    TableName table = fact.dataset().name();
    boolean persons = visibility.tellsPersons(caller, table);
    if (!visibility.shows(caller, table)
        || (!persons && (dossier.persons() != null || fact.isOfPersons()))) {
      return Optional.empty();
    }
    // What one role gives may not go with what another gives.
    Set<String> asked = new TreeSet<>();
    List<Named> named = new ArrayList<>();
    for (Named each : fact.named()) {
      Set<String> more = with(asked, each.column());
      if (clear(caller, table, more)) {
        named.add(each);
        asked = more;
      }
    }
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Set<String> keys = Set.copyOf(asked);
    boolean said = named.size() == 1 || persons(dossier);
    List<ColumnContract> columns = new ArrayList<>();
    for (ColumnContract each : fact.dataset().columns()) {
      if ((said && keys.contains(each.name())) || (!persons && !each.personal().isEmpty())) {
        continue;
      }
      Set<String> more = with(asked, each.name());
      if (visibility
          .unmasked(caller, table, more)
          .filter(clear -> clear.containsAll(keys))
          .isPresent()) {
        asked = more;
        columns.add(each);
      }
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    Set<String> clear = visibility.unmasked(caller, table, asked).orElse(Set.of());
    return Optional.of(new FactView(fact, named, columns, clear));
  }

  /** Each once: a key may be what people call a thing by, or what says what it can do. */
  private static Set<String> columns(String... names) {
    return new TreeSet<>(List.of(names));
  }

  private static boolean persons(Dossier dossier) {
    return dossier.persons() != null;
  }

  private static Set<String> with(Set<String> columns, String one) {
    Set<String> more = new TreeSet<>(columns);
    more.add(one);
    return more;
  }

  private boolean clear(Caller caller, TableName table, Set<String> columns) {
    return visibility.shows(caller, table)
        && visibility
            .unmasked(caller, table, columns)
            .filter(clear -> clear.containsAll(columns))
            .isPresent();
  }

  private static String usable(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > LONGEST_ID) {
      throw new CityLakeException(
          ErrorCode.DOSSIER_ID_INVALID,
          "Cannot look for it: a number or name has 1 to %d characters, and this has %d"
              .formatted(LONGEST_ID, stripped.length()));
    }
    return stripped;
  }

  /** The number as the register's key has it; it is in no message. */
  private Object id(Dossier dossier, String text) {
    String given = usable(text);
    Register register = dossier.register();
    if (register == null) {
      return ErasedForms.plain(given);
    }
    ColumnType type =
        Optional.ofNullable(workspace.datasets().get(register.table()))
            .flatMap(each -> each.findColumn(register.key()))
            .map(ColumnContract::type)
            .orElse(ColumnType.Simple.STRING);
    try {
      return new PanelParameter("id", type, null).value(given, workspace.settings().zone());
    } catch (CityLakeException e) {
      throw new CityLakeException(
          ErrorCode.DOSSIER_ID_INVALID,
          "Cannot look for it: the kind's things are named by a value of type %s".formatted(type),
          e);
    }
  }

  /**
   * The kinds of things that columns of a table name, by column, as far as the caller sees them.
   */
  public SortedMap<String, String> kindsOf(List<KindView> kinds, TableName table) {
    SortedMap<String, String> found = new TreeMap<>();
    for (KindView kind : kinds) {
      String name = kind.dossier().name();
      naming
          .getOrDefault(name, new TreeMap<>())
          .getOrDefault(table, new TreeSet<>())
          .forEach(each -> found.putIfAbsent(each, name));
    }
    return found;
  }

  /** Of which kind a layer's rows are, where the caller may see its dossiers. */
  Optional<Link> find(Caller caller, MapLayer layer, DatasetContract dataset) {
    if (layer.heat() != null) {
      return Optional.empty();
    }
    for (String kind : facts.keySet()) {
      Dossier dossier = workspace.map().dossiers().get(kind);
      for (DossierFact fact : facts.getOrDefault(kind, List.of())) {
        if (fact.dataset().name().equals(dataset.name()) && dossier != null && !persons(dossier)) {
          Optional<Link> link =
              view(caller, dossier, fact).stream()
                  .flatMap(each -> each.named().stream())
                  .filter(each -> isOf(layer, dataset, each.column()))
                  .map(each -> new Link(kind, each.column()))
                  .findFirst();
          if (link.isPresent()) {
            return link;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a row of the layer is what the column names, rather than somewhere at it. */
  private static boolean isOf(MapLayer layer, DatasetContract dataset, String column) {
    if (layer.track() != null) {
      return layer.track().equals(column);
    }
    if (layer.shape() != null) {
      return layer.shape().column().equals(column);
    }
    return dataset.key().contains(column)
        && dataset.key().stream().allMatch(each -> each.equals(column) || isTime(dataset, each));
  }

  private static boolean isTime(DatasetContract dataset, String column) {
    return dataset
        .findColumn(column)
        .map(ColumnContract::type)
        .filter(each -> each == ColumnType.Simple.DATE || each == ColumnType.Simple.TIMESTAMP)
        .isPresent();
  }
}
