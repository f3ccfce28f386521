/** Holds what the map of a workspace declares: base map, layers and dossiers. May import model. */
@NullMarked
package io.citylake.contract.map;

import org.jspecify.annotations.NullMarked;
