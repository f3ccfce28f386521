/**
 * Holds the protocols that answer: Arrow Flight SQL and HTTP over one engine, its limits and its
 * cache. May import {@code model}, {@code contract} and {@code govern}. Must not know the write
 * side.
 */
@NullMarked
package io.citylake.serve;

import org.jspecify.annotations.NullMarked;
