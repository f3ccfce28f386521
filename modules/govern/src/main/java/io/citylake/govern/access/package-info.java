/**
 * Holds who asked for what: the entries, and the log that shows when one was changed. May import
 * {@code model}, {@code contract} and {@code govern}. Must not know who decides.
 */
@NullMarked
package io.citylake.govern.access;

import org.jspecify.annotations.NullMarked;
