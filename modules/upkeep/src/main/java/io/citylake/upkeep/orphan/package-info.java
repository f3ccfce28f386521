/** Holds which files of a table no metadata names. */
@NullMarked
package io.citylake.upkeep.orphan;

import org.jspecify.annotations.NullMarked;
