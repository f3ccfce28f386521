/**
 * Holds the way from a directory to a {@link io.citylake.contract.Workspace}: which files, what
 * they must say together, and the records made of them. May import all of contract. Must not run
 * anything.
 */
@NullMarked
package io.citylake.contract.load;

import org.jspecify.annotations.NullMarked;
