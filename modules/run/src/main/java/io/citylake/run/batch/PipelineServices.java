package io.citylake.run.batch;

import io.citylake.contract.Workspace;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.RunLedger;
import io.citylake.model.ErasedForms;
import io.citylake.publish.TablePublisher;
import io.citylake.run.Cancellation;
import io.citylake.run.RunIds;
import io.citylake.run.session.SparkSessions;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the jobs of one workspace run with. Whoever composes a lake makes it, and closes what is to
 * be closed; the runners of jobs hand on to each class only what that one needs.
 *
 * @param erased who was erased, asked by each run once it has its table reserved
 */
public record PipelineServices(
    Workspace workspace,
    Clock clock,
    Lake lake,
    RunLedger ledger,
    TablePublisher publisher,
    SparkSessions sessions,
    Cancellation cancellation,
    RunIds ids,
    Supplier<ErasedForms> erased) {
  /** The same for a workspace as it reads for another business date. */
  public PipelineServices withWorkspace(Workspace other) {
    return new PipelineServices(
        other, clock, lake, ledger, publisher, sessions, cancellation, ids, erased);
  }

  /** The same, published by another. */
  public PipelineServices withPublisher(TablePublisher other) {
    return new PipelineServices(
        workspace, clock, lake, ledger, other, sessions, cancellation, ids, erased);
  }

  /** The same, stopped otherwise. */
  public PipelineServices withCancellation(Cancellation other) {
    return new PipelineServices(
        workspace, clock, lake, ledger, publisher, sessions, other, ids, erased);
  }
}
