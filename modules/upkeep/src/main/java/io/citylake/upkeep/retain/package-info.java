/**
 * Holds which rows are older than their table keeps them, and how they are taken out: files in
 * which all are, as files; the others written anew without them, proven before it is published.
 */
@NullMarked
package io.citylake.upkeep.retain;

import org.jspecify.annotations.NullMarked;
