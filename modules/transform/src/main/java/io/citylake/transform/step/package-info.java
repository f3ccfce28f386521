/**
 * Holds derived tables: what a step's query reads, what has changed there, and the rows that
 * follow. May import {@code model} and {@code contract}. Must not know the other verbs.
 */
@NullMarked
package io.citylake.transform.step;

import org.jspecify.annotations.NullMarked;
