package io.citylake.publish;

import io.citylake.model.Tally;

/**
 * Accepted rows in a scratch table, for a merge into the branch. It is dropped when its run ends.
 *
 * @param identifier for SQL
 * @param tally what the pass that wrote it counted
 */
public record ScratchTable(String identifier, Tally tally) {}
