package io.citylake.run.batch;

import io.citylake.publish.Staging;
import java.util.Optional;

/** What a batch brings into its table: a source's rows, refused rows again, or a step's answer. */
interface BatchSource {
  /** What the ledger calls such a run. */
  String kind();

  /** What there is since the position of the staging; empty where there is nothing. */
  Optional<BatchInput> plan(Staging staging);

  /** What the run's line says where there was nothing; asked after the plan. */
  default String nothingNew() {
    return "Nothing new in the source";
  }
}
