package io.citylake.contract.dossier;

import io.citylake.contract.dataset.Personal;
import io.citylake.contract.dossier.Dossier.Help;
import io.citylake.contract.dossier.Dossier.Need;
import io.citylake.contract.dossier.Dossier.Register;
import io.citylake.contract.dossier.DossierFact.Named;
import io.citylake.model.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a dossier. The names in it are those of contracts; what callers give goes beside
 * it as values, never into its text.
 *
 * @param values in the order of their {@code ?}
 */
public record DossierQuery(String sql, List<Object> values) {
  /** Mean radius of the Earth by IUGG, in metres. */
  private static final String RADIUS = "6371008.8D";

  public DossierQuery {
    values = List.copyOf(values);
  }

  /** The rows of a table that tell of one thing, the newest first. */
  public static DossierQuery rows(
      TableName table,
      Collection<String> columns,
      List<Named> named,
      @Nullable String time,
      Object id,
      long limit) {
    List<Object> values = new ArrayList<>();
    for (Named each : named) {
      values.add(each.form() == Personal.Form.CLEAR ? id : sha256(id.toString()));
    }
    String sql =
        "SELECT %s FROM %s WHERE %s%s LIMIT %d"
            .formatted(
                list(columns),
                table,
                named.stream()
                    .map(each -> quoted(each.column()) + " = ?")
                    .collect(Collectors.joining(" OR ")),
                time == null ? "" : " ORDER BY " + quoted(time) + " DESC",
                limit);
    return new DossierQuery(sql, values);
  }

  /**
   * Things of several kinds that are called so, or have it in their name; of each kind whose number
   * it is comes first.
   *
   * @param registers by the kinds' names
   * @param labelled the kinds whose labels are sought as well
   */
  public static DossierQuery named(
      Map<String, Register> registers, Set<String> labelled, String text, int each) {
    List<Object> values = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    registers.forEach(
        (kind, register) -> {
          String key = quoted(register.key());
          boolean withLabel = labelled.contains(kind) && register.label() != null;
          String label = withLabel ? quoted(register.label()) : key;
          parts.add(
              "(SELECT kind, id, name FROM (SELECT DISTINCT ? AS kind, CAST(%s AS STRING) AS id, CAST(%s AS STRING) AS name FROM %s WHERE CAST(%s AS STRING) = ? OR contains(lower(CAST(%s AS STRING)), lower(?))) ORDER BY id = ? DESC, id LIMIT %d)"
                  .formatted(key, label, register.table(), key, label, each));
          values.addAll(List.of(kind, text, text, text));
        });
    return new DossierQuery(String.join(" UNION ALL ", parts), values);
  }

  /** Where help is needed. */
  public sealed interface Where {
    /**
     * At a point, by any of some abilities.
     *
     * @param able empty for all
     */
    record Point(double longitude, double latitude, List<String> able) implements Where {
      public Point {
        able = List.copyOf(able);
      }
    }

    /** At a thing, by what it needs. */
    record Thing(Register register, Need need, Object id) implements Where {}
  }

  /**
   * The nearest things that can do what is needed, some of each ability, by the great circle in
   * whole metres.
   */
  public static DossierQuery nearest(
      Register register, Help help, Collection<String> columns, Where where) {
    List<Object> values = new ArrayList<>();
    Set<String> own = new LinkedHashSet<>();
    own.add(register.key());
    own.add(help.able());
    own.addAll(List.of(register.longitude(), register.latitude()));
    own.addAll(columns);
    String from =
        "(SELECT %s FROM %s%s) h CROSS JOIN %s"
            .formatted(
                list(own),
                register.table(),
                help.where() == null ? "" : " WHERE (" + help.where() + ")",
                there(where, values));
    String able = needed(help, where, values);
    String distance =
        "round(2 * %s * asin(sqrt(pow(sin(radians(h.%s - t.to_lat) / 2), 2) + cos(radians(t.to_lat)) * cos(radians(h.%s)) * pow(sin(radians(h.%s - t.to_lon) / 2), 2))))"
            .formatted(
                RADIUS,
                quoted(register.latitude()),
                quoted(register.latitude()),
                quoted(register.longitude()));
    String far =
        "SELECT h.*, CAST(%s AS BIGINT) AS straight_m FROM %s%s".formatted(distance, from, able);
    String ranked =
        "SELECT *, row_number() OVER (PARTITION BY %s ORDER BY straight_m, %s) AS place FROM (%s) WHERE straight_m IS NOT NULL"
            .formatted(quoted(help.able()), quoted(register.key()), far);
    String sql =
        "SELECT %s, straight_m FROM (%s) WHERE place <= %d ORDER BY straight_m, %s LIMIT 100"
            .formatted(list(own), ranked, help.each(), quoted(register.key()));
    return new DossierQuery(sql, values);
  }

  private static String there(Where where, List<Object> values) {
    if (where instanceof Where.Thing thing) {
      Register at = thing.register();
      values.add(thing.id());
      return "(SELECT %s AS to_lon, %s AS to_lat, CAST(%s AS STRING) AS needs FROM %s WHERE %s = ? LIMIT 1) t"
          .formatted(
              quoted(at.longitude()),
              quoted(at.latitude()),
              quoted(thing.need().by()),
              at.table(),
              quoted(at.key()));
    }
    Where.Point point = (Where.Point) where;
    values.addAll(List.of(point.longitude(), point.latitude()));
    return "(SELECT ? AS to_lon, ? AS to_lat) t";
  }

  private static String needed(Help help, Where where, List<Object> values) {
    String able = "CAST(h." + quoted(help.able()) + " AS STRING)";
    List<String> ways = new ArrayList<>();
    if (where instanceof Where.Point point) {
      if (!point.able().isEmpty()) {
        ways.add(able + " IN (" + marks(point.able(), values) + ")");
      }
    } else {
      ((Where.Thing) where)
          .need()
          .able()
          .forEach(
              (value, abilities) -> {
                values.add(value);
                ways.add("(t.needs = ? AND " + able + " IN (" + marks(abilities, values) + "))");
              });
    }
    return ways.isEmpty() ? "" : " WHERE " + String.join(" OR ", ways);
  }

  private static String marks(List<String> texts, List<Object> values) {
    values.addAll(texts);
    return String.join(", ", Collections.nCopies(texts.size(), "?"));
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String list(Collection<String> columns) {
    return columns.stream().map(DossierQuery::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return "`" + name + "`";
  }
}
