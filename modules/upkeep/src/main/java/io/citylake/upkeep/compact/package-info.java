/**
 * Holds how many small files become few. Rows are read and written as they are, held against each
 * other, and published under a short reservation.
 */
@NullMarked
package io.citylake.upkeep.compact;

import org.jspecify.annotations.NullMarked;
