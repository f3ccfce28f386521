/** Holds the pass that routes judged rows to branches, and scratch tables. Must not publish. */
@NullMarked
package io.citylake.publish.stage;

import org.jspecify.annotations.NullMarked;
