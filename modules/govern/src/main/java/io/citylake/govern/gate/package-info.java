/**
 * Holds the way from a caller's SQL to rows: parsing, the lists of what is allowed, the policy put
 * into the analysed plan. May import {@code model}, {@code contract}, {@code govern}, its policies
 * and its access log. Must not know how answers travel.
 */
@NullMarked
package io.citylake.govern.gate;

import org.jspecify.annotations.NullMarked;
