/** Holds the settings of a workspace, parsed. May import model. */
@NullMarked
package io.citylake.contract.settings;

import org.jspecify.annotations.NullMarked;
