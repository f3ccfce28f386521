/**
 * Holds what Spark is told so that it opens the lake. May import contract, the catalog and the
 * filters. Must not know jobs.
 */
@NullMarked
package io.citylake.lake.session;

import org.jspecify.annotations.NullMarked;
