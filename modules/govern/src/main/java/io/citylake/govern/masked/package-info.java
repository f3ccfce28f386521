/**
 * What a statement does with values that it reads masked, and whether its answer would still be
 * true. May import policy; must not import the gate, which asks it.
 */
@NullMarked
package io.citylake.govern.masked;

import org.jspecify.annotations.NullMarked;
