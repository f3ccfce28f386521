/**
 * Holds what gives rows their place among others: keys, versions, history. May import {@code model}
 * and {@code contract}. Must not know the other verbs.
 */
@NullMarked
package io.citylake.transform;

import org.jspecify.annotations.NullMarked;
