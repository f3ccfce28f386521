/**
 * Holds where a column comes from and what comes from it, from sources to screens, and which grade
 * it takes with it. May import {@code model} and {@code contract}. Must not know how plans are
 * made.
 */
@NullMarked
package io.citylake.govern.lineage;

import org.jspecify.annotations.NullMarked;
