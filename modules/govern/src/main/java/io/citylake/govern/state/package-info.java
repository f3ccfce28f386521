/**
 * Holds how small files of the state directory are kept: private, whole, one writer at a time. May
 * import {@code model} and the catalog database. Must not know what is in them.
 */
@NullMarked
package io.citylake.govern.state;

import org.jspecify.annotations.NullMarked;
