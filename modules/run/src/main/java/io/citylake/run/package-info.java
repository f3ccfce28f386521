/**
 * Holds the order of the verbs: the pipeline of one job, the runs of many, the run ledger,
 * quarantine handling. May import every verb. Must not use serve.
 */
@NullMarked
package io.citylake.run;

import org.jspecify.annotations.NullMarked;
