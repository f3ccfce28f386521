package io.citylake.serve;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.BoundPanel;
import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.model.CityLakeException;
import io.citylake.model.Release;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.QueryEngine;
import java.time.ZoneId;
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
    BoundPanel bound = BoundPanel.ofFallbacks(panel, zone);
    QueryRequest question = new QueryRequest(bound.sql(), bound.values(), release);
    try (Answer answer = engine.answer(engine.admit(system, question))) {
      byte[] batch = answer.next();
      while (batch != null) {
        batch = answer.next();
      }
    }
  }
}
