/**
 * Holds parsers from source text to typed values. May import model and contract. Must not know
 * rules.
 */
@NullMarked
package io.citylake.check.parse;

import org.jspecify.annotations.NullMarked;
