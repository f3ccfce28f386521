/** Holds which task needs which, and how tasks are selected. Must not run anything. */
@NullMarked
package io.citylake.run.graph;

import org.jspecify.annotations.NullMarked;
