/**
 * Holds the parts of one process that receives, streams, schedules and serves, and what watches
 * over them. May import app; nothing of the command line.
 */
@NullMarked
package io.citylake.app.part;

import org.jspecify.annotations.NullMarked;
