/** Holds SQL on the embedded engine for the command line. Must not know jobs. */
@NullMarked
package io.citylake.run.sql;

import org.jspecify.annotations.NullMarked;
