/**
 * Holds what keeps one statement from taking more than its share: bounds on its text and its plan,
 * and functions that can be stopped and don't answer without end. May import model, engine and
 * Spark. Must not know policies or callers.
 */
@NullMarked
package io.citylake.govern.bounds;

import org.jspecify.annotations.NullMarked;
