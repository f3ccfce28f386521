/**
 * Holds how a lake is composed from a workspace: embedded in a process, governed, served. May
 * import every module but bench and cli. Must not know how it is asked: no options, no printing.
 */
@NullMarked
package io.citylake.app;

import org.jspecify.annotations.NullMarked;
