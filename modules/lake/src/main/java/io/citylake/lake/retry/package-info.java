/**
 * Holds the one way to try again. May import {@code model}. Must not know what is tried: whoever
 * tries knows which failures pass.
 */
@NullMarked
package io.citylake.lake.retry;

import org.jspecify.annotations.NullMarked;
