/**
 * Holds what is done to single tables by hand. May import publish, read and batches of one job.
 * Must not know rounds.
 */
@NullMarked
package io.citylake.run.table;

import org.jspecify.annotations.NullMarked;
