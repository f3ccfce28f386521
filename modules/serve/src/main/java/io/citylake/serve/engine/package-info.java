/**
 * Holds what stands between a protocol and the gate: limits, running and stopping queries, their
 * rows as Arrow batches, the result cache. May import {@code govern}. Must not know a protocol.
 */
@NullMarked
package io.citylake.serve.engine;

import org.jspecify.annotations.NullMarked;
