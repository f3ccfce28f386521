package io.citylake.govern.gate;

import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogNotFoundException;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Map.Map2;

/** Names one catalog and no other, whatever the session's settings say. */
final class GateCatalogs extends CatalogManager {
  private final ReleaseCatalog lake;
  private final @Nullable String theme;

  /**
   * @param functions holds the allowed functions and nothing else
   * @param theme of tables that are named without one; null for none
   */
  GateCatalogs(ReleaseCatalog lake, SessionCatalog functions, @Nullable String theme) {
    super(lake, functions);
    this.lake = lake;
    this.theme = theme;
  }

  @Override
  public synchronized CatalogPlugin catalog(String name) {
    if (name.equalsIgnoreCase(ReleaseCatalog.NAME)) {
      return lake;
    }
    throw unknown(name);
  }

  @Override
  public boolean isCatalogRegistered(String name) {
    return name.equalsIgnoreCase(ReleaseCatalog.NAME);
  }

  @Override
  public CatalogPlugin v2SessionCatalog() {
    return lake;
  }

  @Override
  public synchronized CatalogPlugin currentCatalog() {
    return lake;
  }

  @Override
  public String[] currentNamespace() {
    return theme == null ? new String[0] : new String[] {theme};
  }

  /** Spark's code catches this checked exception where a name may be a catalog's or a theme's. */
  private static RuntimeException unknown(String name) {
    return GateCatalogs.<RuntimeException>unannounced(
        new CatalogNotFoundException(
            "CATALOG_NOT_FOUND", new Map2<>("catalogName", name, "config", "")));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unannounced(Throwable raised) throws E {
    throw (E) raised;
  }
}
