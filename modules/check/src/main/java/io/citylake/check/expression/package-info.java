/**
 * Holds rules that are SQL expressions, judged by Spark. May import model and contract. Must not
 * know sources.
 */
@NullMarked
package io.citylake.check.expression;

import org.jspecify.annotations.NullMarked;
