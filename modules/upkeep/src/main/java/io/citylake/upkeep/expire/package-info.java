/**
 * Holds which releases and snapshots nobody needs any more. Decides by what it is given; deletes
 * nothing that a hold names.
 */
@NullMarked
package io.citylake.upkeep.expire;

import org.jspecify.annotations.NullMarked;
