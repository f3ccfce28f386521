package io.citylake.contract.dossier;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.Personal;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A kind of thing, or persons: what all themes know of one.
 *
 * @param name of its file under {@code conf/dossier/}
 * @param register where things have one row each; null of persons
 * @param persons the kind of number that names a person; null of things
 * @param names columns that name one wherever they are, where they have the type of the key
 * @param themes in which they do; empty for all
 * @param layers of tables that tell of one without being named in {@code also}
 * @param also columns that name one though nothing else says so
 * @param except tables that don't tell of one
 * @param help how its things are found where they are needed; null where they aren't
 */
public record Dossier(
    String name,
    Title title,
    @Nullable Register register,
    Personal.@Nullable Kind persons,
    Set<String> names,
    Set<String> themes,
    Set<String> layers,
    List<Column> also,
    Set<TableName> except,
    @Nullable Help help) {
  public Dossier {
    names = Collections.unmodifiableSet(new TreeSet<>(names));
    themes = Collections.unmodifiableSet(new TreeSet<>(themes));
    layers = Collections.unmodifiableSet(new TreeSet<>(layers));
    also = List.copyOf(also);
    except = Collections.unmodifiableSet(new TreeSet<>(except));
  }

  /**
   * The table that has one row for each thing.
   *
   * @param label column that people call it by; null where the key is all there is
   * @param longitude column in degrees of WGS-84
   * @param latitude likewise
   */
  public record Register(
      TableName table, String key, @Nullable String label, String longitude, String latitude) {}

  /** A column of a table. */
  public record Column(TableName table, String column) {}

  /**
   * Things that can be sent to where they are needed.
   *
   * @param able column of the register that says what one can do
   * @param where condition over the register's columns: which can be sent now; null for all
   * @param facts columns that are told of each
   * @param each how many are told of each ability
   * @param needs what other things need
   */
  public record Help(
      String able, @Nullable String where, List<String> facts, int each, List<Need> needs) {
    public Help {
      facts = List.copyOf(facts);
      needs = List.copyOf(needs);
    }
  }

  /**
   * What is needed at a thing.
   *
   * @param thing the kind's name
   * @param by column of its register that says what it is
   * @param able abilities by that column's values
   */
  public record Need(String thing, String by, Map<String, List<String>> able) {
    public Need {
      Map<String, List<String>> copy = new LinkedHashMap<>();
      able.forEach((value, abilities) -> copy.put(value, List.copyOf(abilities)));
      able = Collections.unmodifiableMap(copy);
    }
  }
}
