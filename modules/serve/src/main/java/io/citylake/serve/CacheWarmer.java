package io.citylake.serve;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.NamedMarkers;
import io.citylake.contract.application.PanelParameter;
import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.model.CityLakeException;
import io.citylake.model.Release;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.QueryEngine;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every panel of every screen once, so that the first one who looks at a release doesn't wait
 * for what Spark compiles and plans.
 */
final class CacheWarmer {
  private static final Logger LOG = LoggerFactory.getLogger(CacheWarmer.class);

  private final QueryEngine engine;
  private final CatalogView shelf;
  private final Caller system;
  private final ZoneId zone;

  /**
   * @param system as whom to ask
   */
  CacheWarmer(QueryEngine engine, CatalogView shelf, Caller system, ZoneId zone) {
    this.engine = engine;
    this.shelf = shelf;
    this.system = system;
    this.zone = zone;
  }

  /** How many panels answered; one that fails is its readers' to see. */
  int warm(Release release) {
    int answered = 0;
    for (Application application : shelf.applications()) {
      for (Panel panel : application.panels()) {
        if (Thread.currentThread().isInterrupted()) {
          return answered;
        }
        try {
          ask(panel, release);
          answered++;
        } catch (CityLakeException e) {
          LOG.warn(
              "panel={}.{} release={} doesn't answer: {}",
              application.name(),
              panel.name(),
              release.id(),
              e.getMessage());
        }
      }
    }
    return answered;
  }

  private void ask(Panel panel, Release release) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    for (PanelParameter parameter : panel.parameters()) {
      String fallback = parameter.fallback();
      values.put(parameter.name(), fallback == null ? null : parameter.value(fallback, zone));
    }
    NamedMarkers query = NamedMarkers.parse(panel.sql());
    List<@Nullable Object> parameters = new ArrayList<>();
    query.names().forEach(name -> parameters.add(values.get(name)));
    QueryRequest question = new QueryRequest(query.positional(), parameters, release);
    try (Answer answer = engine.answer(engine.admit(system, question))) {
      byte[] batch = answer.next();
      while (batch != null) {
        batch = answer.next();
      }
    }
  }
}
