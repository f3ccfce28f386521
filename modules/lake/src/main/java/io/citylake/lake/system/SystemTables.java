package io.citylake.lake.system;

import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the platform's own tables this process can read, by the address of the catalog that they
 * tell of. Spark makes catalogs by name and hands tasks what can be sent, so both find the rows
 * here; a process that only runs tasks has none. Safe for threads.
 */
public final class SystemTables {
  /** What is offered, the newest first: of several lakes on one catalog each may close first. */
  private static final ConcurrentMap<String, List<Offer>> KNOWN = new ConcurrentHashMap<>();

  private SystemTables() {}

  /** By one lake. No two are equal. */
  private static final class Offer {
    private final SortedMap<TableName, SystemRows> tables;

    Offer(Map<TableName, SystemRows> tables) {
      this.tables = new TreeMap<>(tables);
    }
  }

  /**
   * Offers these from now on.
   *
   * @return withdraws them
   */
  public static Runnable offer(String catalog, Map<TableName, SystemRows> tables) {
    Offer offer = new Offer(tables);
    KNOWN.merge(catalog, List.of(offer), (before, now) -> joined(now, before));
    return () -> KNOWN.computeIfPresent(catalog, (key, offers) -> without(offers, offer));
  }

  private static List<Offer> joined(List<Offer> now, List<Offer> before) {
    return Stream.concat(now.stream(), before.stream()).toList();
  }

  private static @Nullable List<Offer> without(List<Offer> offers, Offer offer) {
    List<Offer> left = offers.stream().filter(each -> each != offer).toList();
    return left.isEmpty() ? null : left;
  }

  static SortedMap<TableName, SystemRows> list(String catalog) {
    List<Offer> offers = KNOWN.getOrDefault(catalog, List.of());
    return offers.isEmpty() ? new TreeMap<>() : offers.get(0).tables;
  }

  static Optional<SystemRows> find(String catalog, TableName table) {
    return Optional.ofNullable(list(catalog).get(table));
  }
}
