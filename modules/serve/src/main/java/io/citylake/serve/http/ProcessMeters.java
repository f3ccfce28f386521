package io.citylake.serve.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.io.File;
import java.nio.file.Path;

/** What every process of ours has: memory, threads, processors, and the disk of its state. */
public record ProcessMeters(Path stateDir) implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    File disk = stateDir.toFile();
    Gauge.builder("citylake.disk.free", disk, File::getUsableSpace)
        .baseUnit("bytes")
        .description("What may still be written to the disk of the state directory")
        .strongReference(true)
        .register(registry);
    Gauge.builder("citylake.disk.size", disk, File::getTotalSpace)
        .baseUnit("bytes")
        .description("The disk of the state directory")
        .strongReference(true)
        .register(registry);
  }
}
