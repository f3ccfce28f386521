/** Holds the reading of quarantine tables, without Spark. */
@NullMarked
package io.citylake.publish.quarantine;

import org.jspecify.annotations.NullMarked;
