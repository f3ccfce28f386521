/**
 * Holds the reading of quarantine tables, without Spark, and what a change of status says. Must not
 * write: that is the staging's.
 */
@NullMarked
package io.citylake.publish.quarantine;

import org.jspecify.annotations.NullMarked;
