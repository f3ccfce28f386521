/**
 * Holds the platform's own tables as Spark reads them, and the rows of those that the catalog
 * database keeps. Must not decide who sees which.
 */
@NullMarked
package io.citylake.lake.system;

import org.jspecify.annotations.NullMarked;
