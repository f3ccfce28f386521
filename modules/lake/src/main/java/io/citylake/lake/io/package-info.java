/**
 * Holds file access that survives power loss. May import model. Must not know tables or catalogs.
 */
@NullMarked
package io.citylake.lake.io;

import org.jspecify.annotations.NullMarked;
