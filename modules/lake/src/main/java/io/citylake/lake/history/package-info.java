/**
 * Holds what is remembered of runs in the catalog database: the run ledger, releases and
 * corrections. May import model and the catalog. Must not know who runs.
 */
@NullMarked
package io.citylake.lake.history;

import org.jspecify.annotations.NullMarked;
