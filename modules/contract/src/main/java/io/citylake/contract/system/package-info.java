/** Holds what the platform's own tables are. Must not know where their rows come from. */
@NullMarked
package io.citylake.contract.system;

import org.jspecify.annotations.NullMarked;
