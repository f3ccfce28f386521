/** Holds how chosen files are read as rows, and how rows are held against rows. */
@NullMarked
package io.citylake.upkeep.proof;

import org.jspecify.annotations.NullMarked;
