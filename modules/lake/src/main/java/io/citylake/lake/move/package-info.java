/**
 * Holds how a lake whose directory went elsewhere is brought to name its files there. May import
 * the catalog and its file access. Must not know jobs.
 */
@NullMarked
package io.citylake.lake.move;

import org.jspecify.annotations.NullMarked;
