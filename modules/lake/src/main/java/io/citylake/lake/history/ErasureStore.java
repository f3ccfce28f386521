package io.citylake.lake.history;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who was erased, by keyed forms only: what comes in is held against them, so that a source that is
 * read again brings nobody back. Safe for threads.
 */
public final class ErasureStore {
  private static final String CHECKED = "citylake erasure";

  private final CatalogDatabase database;

  public ErasureStore(CatalogDatabase database) {
    this.database = database;
  }

  /**
   * One person's.
   *
   * @param person the keyed form of the number
   * @param kind of the number, as the command line has it
   * @param doneAt when it was found nowhere any more; null before
   * @param sources what the rows had come from, which holds them still
   */
  public record Erased(
      String person,
      String kind,
      String by,
      Instant at,
      String reason,
      @Nullable Instant doneAt,
      SortedSet<String> sources) {}

  /** Notes that a person is erased from now on; again changes nothing but the reason. */
  public void begin(ErasedForms forms, Erased erased) {
    database.inTransaction(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_erased (form, person, kind, key_check, erased_by,"
                      + " erased_at, reason, done_at, sources) VALUES (?,?,?,?,?,?,?,NULL,'') ON"
                      + " CONFLICT (form) DO UPDATE SET reason = excluded.reason")) {
            for (String form : new TreeSet<>(forms.forms())) {
              insert.setString(1, form);
              insert.setString(2, erased.person());
              insert.setString(3, erased.kind());
              insert.setString(4, forms.keyed(CHECKED));
              insert.setString(5, erased.by());
              insert.setString(6, erased.at().toString());
              insert.setString(7, erased.reason());
              insert.executeUpdate();
            }
            return forms.forms().size();
          }
        });
  }

  /** Adds where a person's rows had come from. */
  public void sources(String person, SortedSet<String> more) {
    SortedSet<String> all = new TreeSet<>(more);
    find(person).ifPresent(erased -> all.addAll(erased.sources()));
    update(
        "UPDATE citylake_erased SET sources = ? WHERE person = ?", String.join("\n", all), person);
  }

  /** Notes that a person was found nowhere any more. */
  public void done(String person, Instant at) {
    update("UPDATE citylake_erased SET done_at = ? WHERE person = ?", at.toString(), person);
  }

  /** Lets a person in again. */
  public boolean remove(String person) {
    return update("DELETE FROM citylake_erased WHERE ? <> '' AND person = ?", person, person) > 0;
  }

  private int update(String sql, String first, String person) {
    return database.inTransaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, first);
            statement.setString(2, person);
            return statement.executeUpdate();
          }
        });
  }

  public Optional<Erased> find(String person) {
    return list().stream().filter(each -> each.person().equals(person)).findFirst();
  }

  /** One for each person, oldest first. */
  public List<Erased> list() {
    return database.call(
        connection -> {
          List<Erased> all = new ArrayList<>();
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT person, kind, erased_by, erased_at, reason, done_at, sources FROM"
                          + " citylake_erased GROUP BY person, kind, erased_by, erased_at, reason,"
                          + " done_at, sources ORDER BY erased_at, person");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              String done = rows.getString(6);
              SortedSet<String> sources = new TreeSet<>(List.of(rows.getString(7).split("\n", -1)));
              sources.remove("");
              all.add(
                  new Erased(
                      rows.getString(1),
                      rows.getString(2),
                      rows.getString(3),
                      Instant.parse(rows.getString(4)),
                      rows.getString(5),
                      done == null ? null : Instant.parse(done),
                      sources));
            }
          }
          return all;
        });
  }

  /**
   * Everybody's forms.
   *
   * @param key of today
   * @throws CityLakeException ERASURE_KEY_LOST where they were made with another key: nobody could
   *     be kept out
   */
  public ErasedForms forms(byte[] key) {
    SortedSet<String> forms = new TreeSet<>();
    String check = new ErasedForms(key, forms).keyed(CHECKED);
    database.call(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement("SELECT form, key_check FROM citylake_erased");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              if (!rows.getString(2).equals(check)) {
                throw new CityLakeException(
                    ErrorCode.ERASURE_KEY_LOST,
                    "Cannot tell who was erased: the key of masks is not the one that they were"
                        + " noted with; bring it back (mask.key)");
              }
              forms.add(rows.getString(1));
            }
          }
          return forms;
        });
    return new ErasedForms(key, forms);
  }

  /** Whether anybody was erased. */
  public boolean isEmpty() {
    return database.call(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement("SELECT 1 FROM citylake_erased LIMIT 1");
              ResultSet rows = query.executeQuery()) {
            return !rows.next();
          }
        });
  }
}
