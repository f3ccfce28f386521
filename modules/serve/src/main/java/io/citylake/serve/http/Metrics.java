package io.citylake.serve.http;

import io.citylake.serve.engine.KeptResults;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.Releases;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;

/** What Prometheus scrapes: counts and times, never a name of a user, a table or a statement. */
final class Metrics {
  private static final String STARTED = "citylake-started";

  private final MeterRegistry registry;

  Metrics(
      MeterRegistry registry, QueryEngine engine, Releases releases, BufferAllocator allocator) {
    this.registry = registry;
    Gauge.builder("citylake.queries.running", engine, QueryEngine::running)
        .description("Queries that run now")
        .register(registry);
    Gauge.builder("citylake.queries.overdue", engine, QueryEngine::overdue)
        .description("Phases and tasks of queries that go on though their time is over")
        .register(registry);
    FunctionCounter.builder("citylake.cache.hits", engine, QueryEngine::cacheHits)
        .description("Answers that came from the result cache")
        .register(registry);
    FunctionCounter.builder("citylake.cache.misses", engine, QueryEngine::cacheMisses)
        .description("Cacheable queries whose answer was not in the result cache")
        .register(registry);
    Gauge.builder("citylake.release", releases, each -> each.latest().id())
        .description("The release that is served")
        .register(registry);
    Gauge.builder("citylake.arrow.bytes", allocator, BufferAllocator::getAllocatedMemory)
        .baseUnit("bytes")
        .description("Memory of Arrow's buffers")
        .register(registry);
  }

  /** Of answers that are kept. */
  void tell(KeptResults results) {
    Gauge.builder("citylake.results", results, KeptResults::count)
        .description("Answers that are kept for those who page through them")
        .register(registry);
    Gauge.builder("citylake.results.bytes", results, KeptResults::bytes)
        .baseUnit("bytes")
        .description("How large they are on disk, with those that are being made")
        .register(registry);
    FunctionCounter.builder("citylake.results.expired", results, KeptResults::expired)
        .description("Kept answers whose time was over")
        .register(registry);
    FunctionCounter.builder("citylake.results.refused", results, KeptResults::refused)
        .description("Answers that were not kept because there was no room")
        .register(registry);
  }

  void start(Context context) {
    context.attribute(STARTED, System.nanoTime());
  }

  void end(Context context) {
    Long started = context.attribute(STARTED);
    if (started != null) {
      Timer.builder("citylake.http.requests")
          .tag("route", route(context))
          .tag("status", Integer.toString(context.statusCode()))
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - started));
    }
  }

  /** What was asked for, never an address of the caller's own making. */
  private static String route(Context context) {
    Endpoint endpoint = context.endpoints().lastHttpEndpoint();
    return endpoint == null ? "*" : endpoint.path;
  }
}
